-- Stores a value if the entry is still the one that was seen.
-- KEYS[1]  the entry's key
-- ARGV[1]  what was seen: '' for no entry, else 'P' and the first 20 bytes (fewer if it has fewer)
-- ARGV[2]  the value
-- ARGV[3]  lifetime in ms: above 0, -1 eternal, -2 unchanged
-- reply    1 stored, or stored before by this very write; 0 the entry is another one
local read = redis.pcall('GET', KEYS[1])
local current = ''
if type(read) == 'string' then
  current = 'P' .. string.sub(read, 1, 20)
elseif type(read) == 'table' then
  current = 'P' -- not a string: the reader saw an empty value
end
if current == 'P' .. string.sub(ARGV[2], 1, 20) then return 1 end
if current ~= ARGV[1] then return 0 end
if ARGV[3] == '-1' then
  redis.call('SET', KEYS[1], ARGV[2])
elseif ARGV[3] == '-2' then
  redis.call('SET', KEYS[1], ARGV[2], 'KEEPTTL')
else
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return 1

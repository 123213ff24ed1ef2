-- Sets the lifetime of the entry if it is still the one that was seen.
-- KEYS[1]  the entry's key
-- ARGV[1]  what was seen: 'P' and the first 20 bytes (fewer if it has fewer)
-- ARGV[2]  lifetime in ms: above 0, or -1 eternal
-- reply    1 set, 0 the entry is another one or gone
local read = redis.pcall('GET', KEYS[1])
if not read then return 0 end
local current = 'P'
if type(read) == 'string' then current = 'P' .. string.sub(read, 1, 20) end
if current ~= ARGV[1] then return 0 end
if ARGV[2] == '-1' then
  redis.call('PERSIST', KEYS[1])
else
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
end
return 1

-- Removes the entry if it is still the one that was seen.
-- KEYS[1]  the entry's key
-- ARGV[1]  what was seen: 'P' and the first 20 bytes (fewer if it has fewer)
-- reply    1 removed, 0 the entry is another one or gone
local read = redis.pcall('GET', KEYS[1])
if not read then return 0 end
local current = 'P'
if type(read) == 'string' then current = 'P' .. string.sub(read, 1, 20) end
if current ~= ARGV[1] then return 0 end
return redis.call('DEL', KEYS[1])

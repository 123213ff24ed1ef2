-- Tells which process answers for a key. Reads nothing and changes nothing.
--
-- KEYS[1] the key
-- Reply   the time; the process as the records of regions know it, or nothing
local stamp = redis.call('TIME')
return {string.format('%.0f', stamp[1] * 1000000 + stamp[2]), identity()}

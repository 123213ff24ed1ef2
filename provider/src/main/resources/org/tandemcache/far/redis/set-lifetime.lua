-- Sets the lifetime of an entry.
-- KEYS[1]  the entry's key
-- ARGV[1]  lifetime in ms: above 0, or -1 eternal
-- reply    1 set, 0 there is no entry
-- A marker (format 0xF9, codec 7) is no entry: its lease stays as it is.
if redis.pcall('GETRANGE', KEYS[1], 0, 1) == '\249\7' then return 0 end
if ARGV[1] ~= '-1' then return redis.call('PEXPIRE', KEYS[1], ARGV[1]) end
if redis.call('EXISTS', KEYS[1]) == 0 then return 0 end
redis.call('PERSIST', KEYS[1])
return 1

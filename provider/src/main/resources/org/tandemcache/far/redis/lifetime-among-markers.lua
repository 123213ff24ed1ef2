-- Tells how long an entry has still to live.
-- KEYS[1]  the entry's key
-- reply    ms, -1 eternal, -2 there is no entry
-- A marker (format 0xF9, codec 7) is no entry: its lease is nobody's lifetime.
if redis.pcall('GETRANGE', KEYS[1], 0, 1) == '\249\7' then return -2 end
return redis.call('PTTL', KEYS[1])

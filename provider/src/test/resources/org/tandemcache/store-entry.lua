-- KEYS[1] an entry
-- ARGV[1] its new value, ARGV[2] anything
-- Reply   ARGV[2]
redis.call('SET', KEYS[1], ARGV[1])
return {ARGV[2]}

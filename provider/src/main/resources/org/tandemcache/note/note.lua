-- Tells those who listen that a writer is there, or is gone.
-- KEYS[1]  any key of the cache, which says whom to ask
-- ARGV[1]  the note
-- ARGV[2]  the channel of those who want no values
-- ARGV[3]  the channel of those who want them
-- reply    how many have heard it on this server
return {redis.call('PUBLISH', ARGV[2], ARGV[1]) + redis.call('PUBLISH', ARGV[3], ARGV[1])}

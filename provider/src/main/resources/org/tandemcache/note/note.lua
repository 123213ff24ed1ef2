-- Tells those who listen that a writer is there, or is gone, or what it has found.
-- KEYS[1]  any key of the cache, which says whom to ask
-- ARGV     channels, each with the note for those who listen there
-- reply    how many have heard it on this server
local heard = 0
for i = 1, #ARGV, 2 do
  heard = heard + redis.call('PUBLISH', ARGV[i], ARGV[i + 1])
end
return {heard}

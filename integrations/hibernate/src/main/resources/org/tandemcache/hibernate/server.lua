-- Who answers here, 32 characters: the process, and the history of data that it goes on with, which a promotion begins
-- anew. A server that was a master, was replaced and is one again lacks what the one between has been told, though its
-- process is the same. Nothing if the server doesn't say.
local function identity()
  local server = redis.pcall('INFO', 'server')
  local replication = redis.pcall('INFO', 'replication')
  local run = type(server) == 'string' and string.match(server, 'run_id:(%x+)') or ''
  local history = type(replication) == 'string' and string.match(replication, 'master_replid:(%x+)') or ''
  local both = string.sub(run, 1, 16) .. string.sub(history, 1, 16)
  return #both == 32 and both or ''
end


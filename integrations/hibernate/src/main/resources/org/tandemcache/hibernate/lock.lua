-- Locks a cell for a transaction that is about to change its row; renews the lock that it has.
-- KEYS[1] the cell
-- ARGV[1] a marker, for its envelope
-- ARGV[2] the lock's id, 16 bytes
-- ARGV[3] after how many microseconds the lock gives way
-- ARGV[4] the lifetime of a marker in ms
-- Reply   the time; how many locks have passed their deadline
local time = now()
local cell = parsed(redis.call('GET', KEYS[1]), time)
local expired = 0
if not cell or cell.value then
  cell = {unlocked = cell and cell.unlocked or 0, concurrent = false, unknown = false,
    floor = {type = 0, high = 0, low = 0}, locks = {}}
else
  local mine = take(cell, ARGV[2])
  expired = #cell.locks
  expire(cell, time)
  expired = expired - #cell.locks
  if #cell.locks > 0 then
    cell.concurrent = true
  elseif not mine then
    cell.concurrent = false
    cell.unknown = false
    cell.floor = {type = 0, high = 0, low = 0}
  end
end
cell.locks[#cell.locks + 1] = {id = ARGV[2], deadline = time + tonumber(ARGV[3])}
set_marker(ARGV[1], cell, ARGV[4])
return {text(time), expired}

-- Forgets the value of a cell, and remembers when. Locks stay.
-- KEYS[1] the cell
-- ARGV[1] a marker, for its envelope
-- ARGV[2] the lifetime of a marker in ms
-- Reply   the time
local time = now()
local cell = parsed(redis.call('GET', KEYS[1]), time)
if not cell or cell.value then
  cell = {unlocked = 0, concurrent = false, unknown = true, floor = {type = 0, high = 0, low = 0}, locks = {}}
else
  expire(cell, time)
end
cell.unlocked = math.max(cell.unlocked, time)
cell.unknown = true
set_marker(ARGV[1], cell, ARGV[2])
return {text(time)}

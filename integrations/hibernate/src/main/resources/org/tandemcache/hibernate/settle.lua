-- Ends a lock: with the value that was committed, or without. Whoever finds no lock of his kills what is there.
-- KEYS[1] the cell
-- ARGV[1] the value that was committed, whose unlockedAt is filled in here; or a marker, for its envelope
-- ARGV[2] the lock's id, 16 bytes
-- ARGV[3] the lifetime of a value, ARGV[4] that of a marker, in ms; 0 for ever
-- Reply   the time; 'stored', 'released', or 'lost' where the lock was not there any more
local time = now()
local cell = parsed(redis.call('GET', KEYS[1]), time)
local new = parsed(ARGV[1], time)
local mine = cell and not cell.value and take(cell, ARGV[2])
local late = mine and mine.deadline <= time

if not cell or cell.value then
  cell = {unlocked = 0, concurrent = false, unknown = true, floor = {type = 0, high = 0, low = 0}, locks = {}}
else
  expire(cell, time)
end
if mine and not late and new.value and #cell.locks == 0 and not cell.concurrent then
  set_value(ARGV[1], time, ARGV[3])
  return {text(time), 'stored'}
end

cell.unlocked = math.max(cell.unlocked, time)
if mine and not late and new.value and new.version.type ~= 0 then
  local newer = compared(new.version, cell.floor)
  if cell.floor.type == 0 or newer == 1 then
    cell.floor = new.version
  elseif not newer then
    cell.unknown = true
  end
else
  cell.unknown = true
end
set_marker(ARGV[1], cell, ARGV[4])
return {text(time), mine and 'released' or 'lost'}

-- Keeps what somebody has read from the database, or has inserted, if nothing speaks against it.
-- KEYS[1] the cell
-- ARGV[1] the new value; its unlockedAt is filled in here
-- ARGV[2] when the transaction that knows the value began, at the latest, in this server's clock
-- ARGV[3] a value whose since is not greater is dead: its region was invalidated
-- ARGV[4] 'load'; 'insert': only where there is nothing; 'query': a later result replaces an earlier one
-- ARGV[5] 'trust', or 'prove': where there is nothing, a marker comes first
-- ARGV[6] the lifetime of a value, ARGV[7] that of a marker, in ms; 0 for ever
-- Reply   the time; 'stored', or what has refused: 'value', 'lock', 'time', 'absent'
local time = now()
local cell = parsed(redis.call('GET', KEYS[1]), time)
local new = parsed(ARGV[1], time)
local began = tonumber(ARGV[2])
local answer = 'stored'
local unlocked = cell and cell.unlocked or 0

if not cell then
  if ARGV[5] == 'prove' then
    set_marker(ARGV[1], {unlocked = time, concurrent = false, unknown = true,
      floor = {type = 0, high = 0, low = 0}, locks = {}}, ARGV[7])
    answer = 'absent'
  elseif ARGV[4] == 'insert' then
    unlocked = time
  end
elseif ARGV[4] == 'insert' then
  answer = cell.value and 'value' or 'time'
elseif cell.value then
  local dead = cell.since <= tonumber(ARGV[3])
  local newer = compared(new.version, cell.version)
  if newer ~= 1
    and not (dead and began > cell.unlocked)
    and not (ARGV[4] == 'query' and new.since > cell.since) then
    answer = dead and 'time' or 'value'
  end
else
  expire(cell, time)
  unlocked = cell.unlocked
  if #cell.locks > 0 then
    answer = 'lock'
  elseif began <= cell.unlocked then
    local known = not cell.unknown and compared(new.version, cell.floor)
    if not known or known < 0 then
      answer = 'time'
    end
  end
end

if answer == 'stored' then
  set_value(ARGV[1], unlocked, ARGV[6])
end
return {text(time), answer}

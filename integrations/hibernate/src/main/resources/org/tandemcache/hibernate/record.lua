-- Reads and changes the record of a region or of a table: when it was invalidated the last time, and who is about to
-- invalidate it.
--
-- A record is a string: the envelope of 20 bytes, then, big-endian,
--   'R'  at i8  count u2, for each process 32 bytes  count u2, for each lock: id 16 bytes, deadline i8
--
-- The processes are those of the servers that may answer for what the record stands for: this one, and in a cluster
-- those that hold entries. What another process answers may lack what had been told to its predecessor: so the record
-- counts as invalidated when one comes in, once for everybody. One that is not there was invalidated now.
--
-- KEYS[1] the record
-- ARGV[1] a record, for its envelope
-- ARGV[2] 'read', 'lock', 'settle' or 'drop'
-- ARGV[3] the lock's id, 16 bytes, or nothing
-- ARGV[4] lock: after how many microseconds it gives way; drop: not before this time
-- ARGV[5] 'drop', or 'trust': whether another process invalidates
-- ARGV[6] processes of a cluster's other servers, one behind the other, as far as somebody has asked them
-- Reply   the time; the record behind its envelope; how many locks have passed their deadline; 1 if another process
--         has come in
local ENVELOPE, PROCESS = 20, 32
-- As many servers as a cluster may have. Those that came first go first.
local MOST = 1000
local stamp = redis.call('TIME')
local time = stamp[1] * 1000000 + stamp[2]
local bytes = redis.call('GET', KEYS[1])
local at, locks, processes, changed, other = time, {}, {}, true, 0

if bytes and string.sub(bytes, ENVELOPE + 1, ENVELOPE + 1) == 'R' then
  local count, position
  at, count, position = struct.unpack('>i8I2', bytes, ENVELOPE + 2)
  changed = false
  for i = 1, count do
    processes[i], position = struct.unpack('>c32', bytes, position)
  end
  count, position = struct.unpack('>I2', bytes, position)
  for i = 1, count do
    local id, deadline
    id, deadline, position = struct.unpack('>c16i8', bytes, position)
    locks[i] = {id = id, deadline = deadline}
  end
end

local known, entered = {}, false
for _, process in ipairs(processes) do
  known[process] = true
end
local asked = identity() .. ARGV[6]
for i = 1, #asked, PROCESS do
  local process = string.sub(asked, i, i + PROCESS - 1)
  if not known[process] then
    known[process] = true
    processes[#processes + 1] = process
    if #processes > MOST then
      table.remove(processes, 1)
    end
    entered = true
  end
end
if entered and ARGV[5] == 'drop' then
  at = math.max(at, time)
  other = changed and 0 or 1 -- one that was not there begins anew anyway
end
changed = changed or entered

local live, expired = {}, 0
for _, lock in ipairs(locks) do
  if lock.id == ARGV[3] then
    changed = true
  elseif lock.deadline > time then
    live[#live + 1] = lock
  else
    at = math.max(at, lock.deadline)
    expired = expired + 1
    changed = true
  end
end
if ARGV[2] == 'lock' then
  live[#live + 1] = {id = ARGV[3], deadline = time + tonumber(ARGV[4])}
  changed = true
elseif ARGV[2] == 'settle' then
  at = math.max(at, time)
  changed = true
elseif ARGV[2] == 'drop' then
  at = math.max(at, time, tonumber(ARGV[4]))
  changed = true
end

local parts = {'R', struct.pack('>i8I2', at, #processes), table.concat(processes), struct.pack('>I2', #live)}
for _, lock in ipairs(live) do
  parts[#parts + 1] = struct.pack('>c16i8', lock.id, lock.deadline)
end
local record = table.concat(parts)
if changed then
  redis.call('SET', KEYS[1], string.sub(ARGV[1], 1, ENVELOPE) .. record)
end
return {string.format('%.0f', time), record, expired, other}

-- Reads and changes the record of a region or of a table: when it was invalidated the last time, and who is about to
-- invalidate it.
--
-- A record is a string: the envelope of 20 bytes, then, big-endian,
--   'R'  at i8  length u1, as many bytes of the server's run_id  count u2, for each lock: id 16 bytes, deadline i8
--
-- One that is not there was invalidated now; so was one that another server process has written, which may lack what
-- had been told to that one.
--
-- KEYS[1] the record
-- ARGV[1] a record, for its envelope
-- ARGV[2] 'read', 'lock', 'settle' or 'drop'
-- ARGV[3] the lock's id, 16 bytes, or nothing
-- ARGV[4] lock: after how many microseconds it gives way; drop: not before this time
-- ARGV[5] 'drop', or 'trust': whether a record of another process counts as invalidated
-- Reply   the time; the record behind its envelope; how many locks have passed their deadline; 1 if another process
--         had written it
local ENVELOPE = 20
local stamp = redis.call('TIME')
local time = stamp[1] * 1000000 + stamp[2]
local told = redis.pcall('INFO', 'server')
local run = type(told) == 'string' and string.match(told, 'run_id:(%x+)') or ''
local bytes = redis.call('GET', KEYS[1])
local at, locks, changed, other = time, {}, true, 0

if bytes and string.sub(bytes, ENVELOPE + 1, ENVELOPE + 1) == 'R' then
  local last, length, position = struct.unpack('>i8I1', bytes, ENVELOPE + 2)
  local writer = string.sub(bytes, position, position + length - 1)
  local count
  count, position = struct.unpack('>I2', bytes, position + length)
  at = last
  changed = false
  for i = 1, count do
    local id, deadline
    id, deadline, position = struct.unpack('>c16i8', bytes, position)
    locks[i] = {id = id, deadline = deadline}
  end
  if writer ~= run and ARGV[5] == 'drop' then
    at = math.max(at, time)
    changed = true
    other = 1
  end
end

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

local parts = {'R', struct.pack('>i8I1', at, #run), run, struct.pack('>I2', #live)}
for _, lock in ipairs(live) do
  parts[#parts + 1] = struct.pack('>c16i8', lock.id, lock.deadline)
end
local record = table.concat(parts)
if changed then
  redis.call('SET', KEYS[1], string.sub(ARGV[1], 1, ENVELOPE) .. record)
end
return {string.format('%.0f', time), record, expired, other}

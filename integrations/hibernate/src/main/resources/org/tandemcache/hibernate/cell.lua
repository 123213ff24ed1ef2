-- What all scripts of cells share; stands before each of them.
--
-- A cell is a string: the envelope of 20 bytes that every value of Tandem has, then, big-endian,
--   value   'V'  unlockedAt i8  since i8  version            and the state
--   marker  'M'  unlockedAt i8  flags u1  floor as a version  count u2, for each lock: id 16 bytes, deadline i8
--   version      type u1 (0 for none)  high i8  low u4
-- Times are microseconds of this server's clock. flags: 1 = locks have overlapped, 2 = the floor is not known, because
-- somebody has unlocked without telling the version that he has written.
local ENVELOPE = 20
local CONCURRENT, UNKNOWN = 1, 2

local function now()
  local time = redis.call('TIME')
  return time[1] * 1000000 + time[2]
end

local function text(time)
  return string.format('%.0f', time)
end

-- Whether one version is later than another or equal to it; nil if they can't be compared.
local function compared(one, other)
  if one.type == 0 or one.type ~= other.type then
    return nil
  end
  if one.high ~= other.high then
    return one.high > other.high and 1 or -1
  end
  return one.low == other.low and 0 or one.low > other.low and 1 or -1
end

-- What lies there, nil for nothing. What no script of cells has written counts as unlocked now.
local function parsed(bytes, time)
  if not bytes then
    return nil
  end
  local kind = string.sub(bytes, ENVELOPE + 1, ENVELOPE + 1)
  if kind == 'V' and #bytes >= ENVELOPE + 30 then
    local unlocked, since, type, high, low = struct.unpack('>i8i8I1i8I4', bytes, ENVELOPE + 2)
    return {value = true, unlocked = unlocked, since = since, version = {type = type, high = high, low = low}}
  end
  local cell = {unlocked = time, concurrent = false, unknown = true, floor = {type = 0, high = 0, low = 0}, locks = {}}
  if kind == 'M' and #bytes >= ENVELOPE + 25 then
    local unlocked, flags, type, high, low, count, at = struct.unpack('>i8I1I1i8I4I2', bytes, ENVELOPE + 2)
    cell.unlocked = unlocked
    cell.concurrent = flags % 2 == CONCURRENT
    cell.unknown = flags >= UNKNOWN
    cell.floor = {type = type, high = high, low = low}
    for i = 1, count do
      local id, deadline
      id, deadline, at = struct.unpack('>c16i8', bytes, at)
      cell.locks[i] = {id = id, deadline = deadline}
    end
  end
  return cell
end

-- A lock that is past its deadline counts as one that was unlocked then, by somebody who tells nothing.
local function expire(cell, time)
  local live = {}
  for _, lock in ipairs(cell.locks) do
    if lock.deadline > time then
      live[#live + 1] = lock
    else
      cell.unlocked = math.max(cell.unlocked, lock.deadline)
      cell.unknown = true
    end
  end
  cell.locks = live
end

-- Takes the lock of an id out of a marker and returns it, nil if it has none.
local function take(cell, id)
  for i, lock in ipairs(cell.locks) do
    if lock.id == id then
      return table.remove(cell.locks, i)
    end
  end
  return nil
end

local function set(bytes, lifetime)
  if tonumber(lifetime) > 0 then
    redis.call('SET', KEYS[1], bytes, 'PX', lifetime)
  else
    redis.call('SET', KEYS[1], bytes)
  end
end

local function set_value(template, unlocked, lifetime)
  set(string.sub(template, 1, ENVELOPE + 1) .. struct.pack('>i8', unlocked) .. string.sub(template, ENVELOPE + 10),
    lifetime)
end

local function set_marker(template, cell, lifetime)
  local flags = (cell.concurrent and CONCURRENT or 0) + (cell.unknown and UNKNOWN or 0)
  local parts = {string.sub(template, 1, ENVELOPE), 'M', struct.pack('>i8I1I1i8I4I2', cell.unlocked, flags,
    cell.floor.type, cell.floor.high, cell.floor.low, #cell.locks)}
  for _, lock in ipairs(cell.locks) do
    parts[#parts + 1] = struct.pack('>c16i8', lock.id, lock.deadline)
  end
  set(table.concat(parts), lifetime)
end


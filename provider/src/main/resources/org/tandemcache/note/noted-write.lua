-- Changes an entry if it is as it should be, and tells those who listen what became of it: both or neither.
-- KEYS[1]  the entry's key
-- ARGV[1]  how it should be: '*' anyhow, 'A' absent, 'X' present, 'S' as it was seen, with ARGV[2]
-- ARGV[2]  what was seen: '' for nothing, else 'P' and the first 20 bytes (fewer if it has fewer)
-- ARGV[3]  the value; '' to remove the entry
-- ARGV[4]  lifetime in ms if the entry is created: above 0, or -1 eternal
-- ARGV[5]  lifetime in ms if it is updated: above 0, -1 eternal, -2 unchanged
-- ARGV[6]  '1' to get what was there, '0' to get none
-- ARGV[7]  what the note begins with
-- ARGV[8]  the channel of those who want no values
-- ARGV[9]  the channel of those who want them; both '' if it is not published
-- ARGV[10] the type of a removal: 'R' removed, 'X' expired, 'N' nothing, for what was there is no entry to who removes it
-- ARGV[11] the stream into which it is written down, which a single server may be told here; '?' to reply with what is to
--          be written, '' for none
-- ARGV[12] how many notes are kept there at the least
-- ARGV[13] 'n' to write it down without values, 'v' with them
-- reply    1 changed, or as it shall be by this very write; 0 left; then what was there ('' for one that is no string,
--          or if none is asked for), false for nothing; then what a refusal of the note says, or false; the same for its
--          writing down; then what is to be written down, 1 if it was, or false
-- A marker (format 0xF9, codec 7) is no entry, neither as what is found nor as what is stored: nothing is told of it. Nor
-- is what has another generation than the new value, where that has any (flag 0x80): bytes 22 to 32 are the block of it.
local function isMarker(bytes)
  return string.byte(bytes, 1) == 249 and string.byte(bytes, 2) == 7
end

local read = redis.pcall('GET', KEYS[1])
local there = read and true or false
local isString = type(read) == 'string'
local value = ARGV[3]
local removes = value == ''
local stamped = (string.byte(value, 3) or 0) >= 128
local outdated = stamped and isString and string.byte(read, 1) == 249
  and string.sub(read, 23, 33) ~= string.sub(value, 23, 33)
local found = there and not outdated and not (isString and isMarker(read))

local repeated = false
local fits = true
if ARGV[1] == 'A' then
  fits = not there
elseif ARGV[1] == 'X' then
  fits = there
elseif ARGV[1] == 'S' then
  local current = ''
  if isString then
    current = 'P' .. string.sub(read, 1, 20)
  elseif there then
    current = 'P' -- not a string: the reader saw an empty value
  end
  repeated = not removes and current == 'P' .. string.sub(value, 1, 20)
  fits = not repeated and current == ARGV[2]
end

local kind = 'N'
if fits and removes then
  fits = redis.call('DEL', KEYS[1]) == 1
  if found then kind = ARGV[10] end
elseif fits then
  local lifetime = found and ARGV[5] or ARGV[4]
  if lifetime == '-1' then
    redis.call('SET', KEYS[1], value)
  elseif lifetime == '-2' then
    redis.call('SET', KEYS[1], value, 'KEEPTTL')
  else
    redis.call('SET', KEYS[1], value, 'PX', lifetime)
  end
  if not isMarker(value) then
    kind = found and 'U' or 'C'
  elseif found then
    kind = 'R'
  end
end

local function note(wantsValues)
  local stored = ''
  if kind == 'C' or kind == 'U' then
    local told = wantsValues and value or string.sub(value, 1, 20)
    stored = struct.pack('>I4', #told) .. told
  elseif kind == 'X' then
    local header = isString and string.sub(read, 1, 20) or ''
    stored = struct.pack('>I4', #header) .. header
  end
  local old = '-'
  if wantsValues and found and isString and kind ~= 'C' and kind ~= 'N' then old = '+' .. read end
  return ARGV[7] .. kind .. stored .. old
end
-- Who may not publish writes all the same.
local refusal
for channel, wantsValues in pairs({[ARGV[8]] = false, [ARGV[9]] = true}) do
  if channel ~= '' then
    local told = redis.pcall('PUBLISH', channel, note(wantsValues))
    if type(told) == 'table' and told.err then refusal = told.err end
  end
end

-- Behind the write, for whoever is out of memory may still remove.
local unwritten, toWrite
if ARGV[11] ~= '' and kind ~= 'N' then
  toWrite = note(ARGV[13] == 'v')
  if ARGV[11] ~= '?' then
    local id = redis.pcall('XADD', ARGV[11], 'MAXLEN', '~', ARGV[12], '*', ARGV[13], toWrite)
    if type(id) == 'table' and id.err then unwritten = id.err end
    toWrite = not unwritten and 1 -- written down already
  end
end

local old = false
if there then
  old = ''
  if ARGV[6] == '1' and isString then old = read end
end
return {(fits or repeated) and 1 or 0, old, refusal or false, unwritten or false, toWrite or false}

-- Stores a value whose lifetime depends on whether it creates or updates, and tells what it replaced.
-- KEYS[1]  the entry's key
-- ARGV[1]  the value
-- ARGV[2]  lifetime in ms if the entry is created: above 0, or -1 eternal
-- ARGV[3]  lifetime in ms if it is updated: above 0, -1 eternal, -2 unchanged
-- ARGV[4]  '1' to get the value replaced, '0' to get none
-- reply    the value replaced ('' for one that is no string, or if none is asked for), false if the entry was created
-- A marker (format 0xF9, codec 7) is no entry: its lease is not the lifetime of what comes in its place. Nor is a value
-- of another generation than the new one, where that has any (flag 0x80): bytes 22 to 32 are the block of it.
local head = redis.pcall('GETRANGE', KEYS[1], 0, 32)
local found = true
if head == '' then
  found = redis.call('EXISTS', KEYS[1]) == 1
elseif type(head) == 'string' and string.byte(head) == 249 then
  local stamped = (string.byte(ARGV[1], 3) or 0) >= 128
  found = string.byte(head, 2) ~= 7
    and not (stamped and string.sub(head, 23, 33) ~= string.sub(ARGV[1], 23, 33))
end
local old = false
if found then
  old = ''
  if ARGV[4] == '1' then
    local read = redis.pcall('GET', KEYS[1])
    if type(read) == 'string' then old = read end
  end
end
local lifetime = found and ARGV[3] or ARGV[2]
if lifetime == '-1' then
  redis.call('SET', KEYS[1], ARGV[1])
elseif lifetime == '-2' then
  redis.call('SET', KEYS[1], ARGV[1], 'KEEPTTL')
else
  redis.call('SET', KEYS[1], ARGV[1], 'PX', lifetime)
end
return old

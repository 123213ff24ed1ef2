-- Reads what tells whether a value is an entry: its header, and the blocks behind it.
-- KEYS[1]  the entry's key
-- reply    a list of one text: header and blocks; some first bytes of what has no blocks; '' for nothing, or no string
local head = redis.pcall('GETRANGE', KEYS[1], 0, 32) -- up to the generation, which most have alone
if type(head) ~= 'string' then return { '' } end
if #head == 33 and string.byte(head, 1) == 0xF9 and string.byte(head, 3) >= 0x80 then
  local last = 21 + string.byte(head, 21) * 256 + string.byte(head, 22)
  if last > 32 then head = redis.call('GETRANGE', KEYS[1], 0, last) end
end
return { head }

-- Reads what tells whether a value is an entry: its header, and the block of its generation.
-- KEYS[1]  the entry's key
-- reply    a list of one text: the first 33 bytes, '' if there is nothing, or no string
local head = redis.pcall('GETRANGE', KEYS[1], 0, 32)
if type(head) ~= 'string' then head = '' end
return { head }

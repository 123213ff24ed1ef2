-- Writes a note into a journal.
-- KEYS[1]  the journal
-- ARGV[1]  how many notes are kept at the least
-- ARGV[2]  the name of the part: 'n' for a note without values, 'v' for one with them
-- ARGV[3]  the note
-- reply    its id
return {redis.call('XADD', KEYS[1], 'MAXLEN', '~', ARGV[1], '*', ARGV[2], ARGV[3])}

-- Tells how long entries have left. Changes nothing. Only where one server has every key.
-- KEYS   none: for each command that a script calls, Redis up to 7.0 remembers for a tracked connection all KEYS of the
--        script anew, which for a thousand keys is a million
-- ARGV   the entries' keys
-- reply  for each the milliseconds that PTTL tells: -1 for one without deadline, -2 for none such
local lifetimes = {}
for i, key in ipairs(ARGV) do
  lifetimes[i] = redis.call('PTTL', key)
end
return lifetimes

-- Takes permits of a limiter that refills evenly (the generic cell rate algorithm). What is kept is one number: the time
-- at which the limiter would be full again. The clock is the server's, so clients with wrong clocks change nothing.
-- KEYS[1]  the limiter
-- ARGV[1]  microseconds for one permit
-- ARGV[2]  microseconds for a full limiter, which is its burst
-- ARGV[3]  permits to take
-- Replies  {1, 0} if they are taken, or {0, microseconds to wait}
local time = redis.call('TIME')
local now = time[1] * 1000000 + time[2]
local full = math.max(tonumber(redis.call('GET', KEYS[1])) or now, now)
local next = full + ARGV[1] * ARGV[3]
if next - ARGV[2] > now then
  return {0, next - ARGV[2] - now}
end
redis.call('SET', KEYS[1], string.format('%.0f', next), 'PX', math.ceil((next - now) / 1000) + 1)
return {1, 0}

-- Replaces what is stored for a call, if this process has the lease of it.
-- KEYS[1]  the key of the call
-- ARGV[1]  the token of the lease, with which its value begins
-- ARGV[2]  the new value: the token alone, the token and an answer, or nothing to end the lease
-- ARGV[3]  the time to live in milliseconds
-- Returns 1 if it has replaced the value, 0 if the lease has ended.
if redis.call('GETRANGE', KEYS[1], 0, #ARGV[1] - 1) ~= ARGV[1] then
  return 0
end
if ARGV[2] == '' then
  redis.call('UNLINK', KEYS[1])
else
  redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
end
return 1

-- Stores a cassette if the stored revision is the one that was read.
-- KEYS[1]  the key of the cassette
-- ARGV[1]  the revision that was read: empty for none, 24 characters, or sha1:... of a value without one
-- ARGV[2]  the new value; it begins with VCR1 and its revision
-- ARGV[3]  the time to live in milliseconds
-- Returns 1 if it has stored the value, 0 if the stored revision is a different one.
-- Compares the first bytes only: comparing the whole value takes ten times as long at 1 MB.
local head = redis.call('GETRANGE', KEYS[1], 0, 27)
if head == string.sub(ARGV[2], 1, 28) then
  return 1 -- a retry of a save whose response was lost
end
local revision
if #head == 28 and string.sub(head, 1, 4) == 'VCR1' then
  revision = string.sub(head, 5)
elseif head == '' and redis.call('EXISTS', KEYS[1]) == 0 then
  revision = ''
else
  revision = 'sha1:' .. redis.sha1hex(redis.call('GET', KEYS[1]))
end
if revision ~= ARGV[1] then
  return 0
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1

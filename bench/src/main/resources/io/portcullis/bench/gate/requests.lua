-- wrk's requests: one for each line of a file ("path<TAB>cookie"), as a browser sends them, in turn.
-- With a thinking time (milliseconds), each connection waits for a random time of that mean before it asks again.

local requests = {}
local count = 0
local turn = 0
local thinking = 0

function init(args)
    thinking = tonumber(args[2]) or 0
    for line in io.lines(args[1]) do
        local path, cookie = line:match("^([^\t]+)\t?(.*)$")
        count = count + 1
        requests[count] = "GET " .. path .. " HTTP/1.1\r\n"
            .. "Host: " .. wrk.host .. ":" .. wrk.port .. "\r\n"
            .. "User-Agent: Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/140.0.0.0 Safari/537.36\r\n"
            .. "Accept: text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8\r\n"
            .. "Accept-Encoding: gzip, deflate, br\r\n"
            .. "Accept-Language: en-GB,en;q=0.9\r\n"
            .. "Sec-Fetch-Mode: navigate\r\n"
            .. "Sec-Fetch-Site: same-origin\r\n"
            .. "Sec-Fetch-Dest: document\r\n"
            .. "Cookie: " .. cookie .. "\r\n\r\n"
    end
    if thinking > 0 then
        math.randomseed(os.time())
        delay = function()
            return math.floor(math.random() * 2 * thinking + 0.5)
        end
    end
end

function request()
    turn = turn % count + 1
    return requests[turn]
end

function done(summary, latency, _)
    local errors = summary.errors
    io.write(string.format(
        '\n{"requests":%d,"duration":%d,"errors":%d,"p50":%d,"p99":%d,"max":%d}\n',
        summary.requests, summary.duration,
        errors.connect + errors.read + errors.write + errors.status + errors.timeout,
        latency:percentile(50), latency:percentile(99), latency.max))
end

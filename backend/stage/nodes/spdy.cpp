// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/nodes/spdy.h"

#include <zlib.h>

namespace stage::nodes::spdy {

namespace {

constexpr std::uint16_t version = 3;
constexpr std::uint8_t finFlag = 1;
constexpr std::size_t headSize = 8;
/// Nobody forwards ports with headers of this size.
constexpr std::size_t largestHeaders = 64 * 1024;

std::string big(std::uint32_t value, int bytes)
{
    std::string out;
    for (int shift = 8 * (bytes - 1); shift >= 0; shift -= 8)
        out += static_cast<char>(value >> shift & 0xff);
    return out;
}

std::uint32_t read(std::string_view bytes, std::size_t at, int count)
{
    std::uint32_t value = 0;
    for (int i = 0; i < count; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[at + static_cast<std::size_t>(i)]);
    return value;
}

/// The text that both sides' compression has seen before the first byte (SPDY/3, 2.6.10.1).
const std::string &dictionary()
{
    static const std::string text = [] {
        std::string out;
        for (const char *name : {"options",
                                 "head",
                                 "post",
                                 "put",
                                 "delete",
                                 "trace",
                                 "accept",
                                 "accept-charset",
                                 "accept-encoding",
                                 "accept-language",
                                 "accept-ranges",
                                 "age",
                                 "allow",
                                 "authorization",
                                 "cache-control",
                                 "connection",
                                 "content-base",
                                 "content-encoding",
                                 "content-language",
                                 "content-length",
                                 "content-location",
                                 "content-md5",
                                 "content-range",
                                 "content-type",
                                 "date",
                                 "etag",
                                 "expect",
                                 "expires",
                                 "from",
                                 "host",
                                 "if-match",
                                 "if-modified-since",
                                 "if-none-match",
                                 "if-range",
                                 "if-unmodified-since",
                                 "last-modified",
                                 "location",
                                 "max-forwards",
                                 "pragma",
                                 "proxy-authenticate",
                                 "proxy-authorization",
                                 "range",
                                 "referer",
                                 "retry-after",
                                 "server",
                                 "te",
                                 "trailer",
                                 "transfer-encoding",
                                 "upgrade",
                                 "user-agent",
                                 "vary",
                                 "via",
                                 "warning",
                                 "www-authenticate",
                                 "method",
                                 "get",
                                 "status",
                                 "200 OK",
                                 "version",
                                 "HTTP/1.1",
                                 "url",
                                 "public",
                                 "set-cookie",
                                 "keep-alive",
                                 "origin"}) {
            const std::string word = name;
            out += big(static_cast<std::uint32_t>(word.size()), 4) + word;
        }
        return out
               + "100101201202205206300302303304305306307402405406407408409410411412413414415416417"
                 "502504505203 Non-Authoritative Information204 No Content301 Moved Permanently400 "
                 "Bad Request401 Unauthorized403 Forbidden404 Not Found500 Internal Server "
                 "Error501 "
                 "Not Implemented503 Service UnavailableJan Feb Mar Apr May Jun Jul Aug Sept Oct "
                 "Nov Dec 00:00:00 Mon, Tue, Wed, Thu, Fri, Sat, Sun, "
                 "GMTchunked,text/html,image/png,image/jpg,image/gif,application/xml,application/"
                 "xhtml+xml,text/plain,text/"
                 "javascript,publicprivatemax-age=gzip,deflate,sdchcharset=utf-8charset=iso-8859-1,"
                 "utf-,*,enq=0.";
    }();
    return text;
}

const Bytef *bytesOf(std::string_view text)
{
    return reinterpret_cast<const Bytef *>(text.data());
}

} // namespace

Reader::Reader()
    : m_inflate(std::make_unique<z_stream>())
{
    inflateInit(m_inflate.get());
}

Reader::~Reader()
{
    inflateEnd(m_inflate.get());
}

std::vector<Frame> Reader::feed(std::string_view piece)
{
    std::vector<Frame> frames;
    m_rest.append(piece);
    while (!m_broken) {
        Frame frame;
        m_known = false;
        if (!take(frame))
            break;
        if (m_known && !m_broken)
            frames.push_back(std::move(frame));
    }
    return frames;
}

/// False until a whole frame is there.
bool Reader::take(Frame &frame)
{
    if (m_rest.size() < headSize)
        return false;
    const std::uint32_t first = read(m_rest, 0, 4);
    m_broken = first >> 31 == 1 && (first >> 16 & 0x7fff) != version;
    if (m_broken)
        return false;
    const std::size_t length = read(m_rest, 5, 3);
    if (m_rest.size() < headSize + length)
        return false;
    const std::string whole = m_rest.substr(0, headSize + length);
    m_rest.erase(0, whole.size());
    frame.fin = static_cast<unsigned char>(whole[4]) & finFlag;
    const std::string_view body = std::string_view(whole).substr(headSize);
    if (first >> 31 == 0) {
        frame.stream = first;
        frame.data = body;
        m_known = true;
        return true;
    }
    m_broken = !control(first & 0xffff, body, frame);
    return true;
}

bool Reader::control(std::uint16_t type, std::string_view body, Frame &frame)
{
    frame.kind = static_cast<Kind>(type);
    switch (frame.kind) {
    case Kind::SynStream:
    case Kind::SynReply: {
        const std::size_t before = frame.kind == Kind::SynStream ? 10 : 4;
        m_known = true;
        if (body.size() < before)
            return false;
        frame.stream = read(body, 0, 4) & 0x7fffffff;
        return headers(body.substr(before), frame);
    }
    case Kind::RstStream:
    case Kind::Ping:
    case Kind::GoAway:
        m_known = true;
        if (body.size() < 4)
            return false;
        frame.stream = read(body, 0, 4);
        return true;
    default: return true; // settings, windows: nothing to act upon
    }
}

bool Reader::headers(std::string_view block, Frame &frame)
{
    std::string text;
    m_inflate->next_in = const_cast<Bytef *>(bytesOf(block));
    m_inflate->avail_in = static_cast<uInt>(block.size());
    int state = Z_OK;
    while (m_inflate->avail_in > 0 && state == Z_OK && text.size() < largestHeaders) {
        char piece[4096];
        m_inflate->next_out = reinterpret_cast<Bytef *>(piece);
        m_inflate->avail_out = sizeof piece;
        state = inflate(m_inflate.get(), Z_SYNC_FLUSH);
        if (state == Z_NEED_DICT)
            state = inflateSetDictionary(m_inflate.get(), bytesOf(dictionary()),
                                         static_cast<uInt>(dictionary().size()));
        text.append(piece, sizeof piece - m_inflate->avail_out);
    }
    if (state != Z_OK || m_inflate->avail_in > 0 || text.size() < 4)
        return false;
    std::size_t at = 4;
    const auto next = [&](std::string &word) {
        if (text.size() - at < 4)
            return false;
        const std::size_t length = read(text, at, 4);
        at += 4;
        if (text.size() - at < length)
            return false;
        word = text.substr(at, length);
        at += length;
        return true;
    };
    for (std::uint32_t left = read(text, 0, 4); left > 0; --left) {
        std::string name, value;
        if (!next(name) || !next(value))
            return false;
        frame.headers[name] = value;
    }
    return true;
}

Writer::Writer()
    : m_deflate(std::make_unique<z_stream>())
{
    deflateInit(m_deflate.get(), Z_DEFAULT_COMPRESSION);
    deflateSetDictionary(m_deflate.get(), bytesOf(dictionary()),
                         static_cast<uInt>(dictionary().size()));
}

Writer::~Writer()
{
    deflateEnd(m_deflate.get());
}

std::string Writer::data(std::uint32_t stream, std::string_view bytes, bool fin) const
{
    std::string out = big(stream & 0x7fffffff, 4) + big(fin ? finFlag : 0, 1)
                      + big(static_cast<std::uint32_t>(bytes.size()), 3);
    out.append(bytes);
    return out;
}

namespace {

std::string controlFrame(Kind kind, const std::string &body)
{
    return big(0x80000000u | std::uint32_t{version} << 16 | static_cast<std::uint32_t>(kind), 4)
           + big(0, 1) + big(static_cast<std::uint32_t>(body.size()), 3) + body;
}

} // namespace

std::string Writer::synStream(std::uint32_t stream,
                              const std::map<std::string, std::string> &headers)
{
    return controlFrame(Kind::SynStream, big(stream, 4) + big(0, 4) + big(0, 2) + block(headers));
}

std::string Writer::synReply(std::uint32_t stream,
                             const std::map<std::string, std::string> &headers)
{
    return controlFrame(Kind::SynReply, big(stream, 4) + block(headers));
}

std::string Writer::reset(std::uint32_t stream, std::uint32_t status) const
{
    return controlFrame(Kind::RstStream, big(stream, 4) + big(status, 4));
}

std::string Writer::ping(std::uint32_t number) const
{
    return controlFrame(Kind::Ping, big(number, 4));
}

std::string Writer::block(const std::map<std::string, std::string> &headers)
{
    std::string text = big(static_cast<std::uint32_t>(headers.size()), 4);
    for (const auto &[name, value] : headers) {
        text += big(static_cast<std::uint32_t>(name.size()), 4) + name;
        text += big(static_cast<std::uint32_t>(value.size()), 4) + value;
    }
    std::string out(deflateBound(m_deflate.get(), static_cast<uLong>(text.size())) + 64, '\0');
    m_deflate->next_in = const_cast<Bytef *>(bytesOf(text));
    m_deflate->avail_in = static_cast<uInt>(text.size());
    m_deflate->next_out = reinterpret_cast<Bytef *>(out.data());
    m_deflate->avail_out = static_cast<uInt>(out.size());
    deflate(m_deflate.get(), Z_SYNC_FLUSH);
    out.resize(out.size() - m_deflate->avail_out);
    return out;
}

} // namespace stage::nodes::spdy

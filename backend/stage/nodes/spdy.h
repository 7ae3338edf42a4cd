// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

struct z_stream_s;

namespace stage::nodes::spdy {

/// What of SPDY/3.1 a port-forward uses. Frames of other types are passed over.
enum class Kind : std::uint16_t {
    Data = 0,
    SynStream = 1,
    SynReply = 2,
    RstStream = 3,
    Ping = 6,
    GoAway = 7
};

struct Frame {
    Kind kind = Kind::Data;
    std::uint32_t stream = 0; ///< of a ping: its number
    bool fin = false;
    std::map<std::string, std::string> headers; ///< of SynStream and SynReply, names in lower case
    std::string data;
};

/// Frames out of bytes that come in any pieces.
class Reader {
public:
    Reader();
    ~Reader();
    Reader(const Reader &) = delete;
    Reader &operator=(const Reader &) = delete;

    std::vector<Frame> feed(std::string_view piece);
    /// The bytes were no SPDY/3.1; nothing more can be read.
    bool broken() const { return m_broken; }

private:
    bool take(Frame &frame);
    bool control(std::uint16_t type, std::string_view body, Frame &frame);
    bool headers(std::string_view block, Frame &frame);

    std::unique_ptr<z_stream_s> m_inflate;
    std::string m_rest;
    bool m_broken = false, m_known = false;
};

/// Bytes of frames, for one direction of one connection: the headers' compression has a memory.
class Writer {
public:
    Writer();
    ~Writer();
    Writer(const Writer &) = delete;
    Writer &operator=(const Writer &) = delete;

    std::string data(std::uint32_t stream, std::string_view bytes, bool fin = false) const;
    std::string synStream(std::uint32_t stream, const std::map<std::string, std::string> &headers);
    std::string synReply(std::uint32_t stream, const std::map<std::string, std::string> &headers);
    std::string reset(std::uint32_t stream, std::uint32_t status) const;
    std::string ping(std::uint32_t number) const;

private:
    std::string block(const std::map<std::string, std::string> &headers);

    std::unique_ptr<z_stream_s> m_deflate;
};

} // namespace stage::nodes::spdy

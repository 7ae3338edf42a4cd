// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/observe/inbox.h"

#include <algorithm>
#include <boost/algorithm/string.hpp>
#include <ctime>
#include <random>

namespace stage::observe {

namespace {

constexpr auto hostname = "mailhog.example";
constexpr int deepestPart = 6;

std::string newId()
{
    static constexpr char digits[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::random_device random;
    std::string id;
    for (int i = 0; i < 43; ++i)
        id += digits[random() % 64];
    return id + "=@" + hostname;
}

std::string formatTime(std::chrono::system_clock::time_point at, const char *format)
{
    const auto seconds = std::chrono::system_clock::to_time_t(at);
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    return {text, std::strftime(text, sizeof text, format, &parts)};
}

/// The boundary parameter of a Content-Type, or "".
std::string boundaryOf(const std::string &contentType)
{
    if (!boost::istarts_with(contentType, "multipart/"))
        return {};
    const auto at = boost::ifind_first(contentType, "boundary=");
    if (at.empty())
        return {};
    std::string value(at.end(), contentType.end());
    if (!value.empty() && value.front() == '"')
        return value.substr(1, value.find('"', 1) - 1);
    return value.substr(0, value.find_first_of("; \t"));
}

std::vector<MailPart> splitParts(const std::string &body, const std::string &boundary, int depth)
{
    std::vector<MailPart> parts;
    const auto mark = "--" + boundary;
    auto at = body.find(mark);
    while (at != std::string::npos) {
        at += mark.size();
        if (body.compare(at, 2, "--") == 0)
            break;
        const auto start = body.find("\r\n", at);
        if (start == std::string::npos)
            break;
        const auto next = body.find(mark, start);
        auto text = body.substr(start + 2, next == std::string::npos ? next : next - start - 2);
        if (boost::ends_with(text, "\r\n"))
            text.resize(text.size() - 2);
        parts.push_back(parseMail(text, depth + 1));
        at = next;
    }
    return parts;
}

void parseHeaders(const std::string &block, MailPart &part)
{
    std::string name;
    std::size_t at = 0;
    while (at <= block.size() && !block.empty()) {
        const auto end = std::min(block.find("\r\n", at), block.size());
        const auto line = block.substr(at, end - at);
        at = end + 2;
        if (!line.empty() && (line[0] == ' ' || line[0] == '\t')) {
            if (!name.empty())
                part.headers[name].back() += line;
            continue;
        }
        const auto colon = line.find(':');
        if (colon == std::string::npos)
            continue;
        name = line.substr(0, colon);
        part.headers[name] = {boost::trim_copy(line.substr(colon + 1))};
    }
}

net::Json pathJson(const std::string &address)
{
    const auto at = address.rfind('@');
    return {{"Relays", nullptr},
            {"Mailbox", address.substr(0, at)},
            {"Domain", at == std::string::npos ? "" : address.substr(at + 1)},
            {"Params", ""}};
}

net::Json contentJson(const MailPart &part);

net::Json mimeJson(const MailPart &part)
{
    if (part.parts.empty())
        return nullptr;
    net::Json parts = net::Json::array();
    for (const auto &inner : part.parts)
        parts.push_back(contentJson(inner));
    return {{"Parts", parts}};
}

net::Json contentJson(const MailPart &part)
{
    return {{"Headers", part.headers},
            {"Body", part.body},
            {"Size", part.raw.size()},
            {"MIME", mimeJson(part)}};
}

} // namespace

std::string MailPart::header(const std::string &name) const
{
    for (const auto &[key, values] : headers) {
        if (boost::iequals(key, name))
            return values.back();
    }
    return {};
}

MailPart parseMail(const std::string &data, int depth)
{
    MailPart part;
    part.raw = data;
    const auto end = data.find("\r\n\r\n");
    if (end == std::string::npos) {
        part.body = data;
        return part;
    }
    parseHeaders(data.substr(0, end), part);
    part.body = data.substr(end + 4);
    const auto boundary = boundaryOf(part.header("Content-Type"));
    if (!boundary.empty() && depth < deepestPart)
        part.parts = splitParts(part.body, boundary, depth);
    return part;
}

Inbox::Inbox(std::size_t limit)
    : m_limit(limit)
{
}

std::shared_ptr<const Mail> Inbox::add(Envelope envelope, std::chrono::system_clock::time_point now)
{
    auto mail = std::make_shared<Mail>();
    mail->id = newId();
    mail->created = now;
    mail->content = parseMail(envelope.data);
    auto &headers = mail->content.headers;
    if (mail->content.header("Message-ID").empty())
        headers["Message-ID"] = {mail->id};
    headers["Received"] = {"from " + envelope.helo + " by " + hostname
                           + " (trustusbank-stage)\r\n          id " + mail->id + "; "
                           + formatTime(now, "%a, %d %b %Y %H:%M:%S +0000")};
    headers["Return-Path"] = {"<" + envelope.from + ">"};
    mail->envelope = std::move(envelope);
    m_mails.push_back(mail);
    while (m_mails.size() > m_limit)
        m_mails.pop_front();
    const auto listeners = m_listeners; // a listener may come or go while it is told
    for (const auto &weak : listeners) {
        if (const auto listener = weak.lock())
            (*listener)(mail);
    }
    return mail;
}

std::vector<std::shared_ptr<const Mail>> Inbox::list() const
{
    return {m_mails.rbegin(), m_mails.rend()};
}

std::shared_ptr<const Mail> Inbox::find(const std::string &id) const
{
    const auto found = std::find_if(m_mails.begin(), m_mails.end(),
                                    [&](const auto &mail) { return mail->id == id; });
    return found == m_mails.end() ? nullptr : *found;
}

bool Inbox::remove(const std::string &id)
{
    return std::erase_if(m_mails, [&](const auto &mail) { return mail->id == id; }) > 0;
}

void Inbox::clear()
{
    m_mails.clear();
}

std::shared_ptr<void> Inbox::listen(Listener listener)
{
    std::erase_if(m_listeners, [](const auto &weak) { return weak.expired(); });
    auto hold = std::make_shared<Listener>(std::move(listener));
    m_listeners.push_back(hold);
    return hold;
}

net::Json mailhogMessage(const Mail &mail)
{
    net::Json to = net::Json::array();
    for (const auto &address : mail.envelope.to)
        to.push_back(pathJson(address));
    auto content = contentJson(mail.content);
    auto mime = content["MIME"];
    content["MIME"] = nullptr; // MailHog keeps the parts beside the content
    return {{"ID", mail.id},
            {"From", pathJson(mail.envelope.from)},
            {"To", to},
            {"Content", content},
            {"Created", formatTime(mail.created, "%Y-%m-%dT%H:%M:%SZ")},
            {"MIME", mime},
            {"Raw",
             {{"From", mail.envelope.from},
              {"To", mail.envelope.to},
              {"Data", mail.envelope.data},
              {"Helo", mail.envelope.helo}}}};
}

} // namespace stage::observe

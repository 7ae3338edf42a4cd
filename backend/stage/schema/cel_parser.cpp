// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/cel_expr.h"

#include <array>
#include <cctype>
#include <charconv>
#include <cstdlib>

namespace stage::schema::cel {

namespace {

using Node = std::unique_ptr<Expr>;
using Parsed = tl::expected<Node, std::string>;

/// Nested deeper, an expression could end the process by its stack.
constexpr int maximumDepth = 250;

Node call(std::string name, std::vector<Node> args)
{
    auto node = std::make_unique<Expr>();
    node->kind = Expr::Kind::Call;
    node->name = std::move(name);
    node->args = std::move(args);
    return node;
}

template <class... T> std::vector<Node> list(T... nodes)
{
    std::vector<Node> all;
    (all.push_back(std::move(nodes)), ...);
    return all;
}

Node literal(Value value)
{
    auto node = std::make_unique<Expr>();
    node->literal = std::move(value);
    return node;
}

bool isIdentifierStart(char c)
{
    return std::isalpha(static_cast<unsigned char>(c)) || c == '_';
}
bool isIdentifierPart(char c)
{
    return std::isalnum(static_cast<unsigned char>(c)) || c == '_';
}

void appendUtf8(std::string &out, std::uint32_t code)
{
    if (code < 0x80) {
        out += static_cast<char>(code);
    } else if (code < 0x800) {
        out += static_cast<char>(0xC0 | (code >> 6));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else if (code < 0x10000) {
        out += static_cast<char>(0xE0 | (code >> 12));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    } else {
        out += static_cast<char>(0xF0 | (code >> 18));
        out += static_cast<char>(0x80 | ((code >> 12) & 0x3F));
        out += static_cast<char>(0x80 | ((code >> 6) & 0x3F));
        out += static_cast<char>(0x80 | (code & 0x3F));
    }
}

/// Recursive descent over the text itself; CEL needs no token list.
class Parser {
public:
    explicit Parser(std::string_view text)
        : m_text(text)
    {
    }

    Parsed whole()
    {
        auto node = ternary();
        if (!node) {
            return node;
        }
        space();
        return m_at == m_text.size() ? std::move(node) : fault("an operator or the end");
    }

private:
    Parsed fault(const std::string &expected) const
    {
        const std::string found =
            m_at < m_text.size() ? "'" + std::string(1, m_text[m_at]) + "'" : "the end";
        return tl::unexpected("Syntax error: column " + std::to_string(m_at + 1) + ": found "
                              + found + ", expected " + expected);
    }

    void space()
    {
        while (m_at < m_text.size()) {
            if (std::isspace(static_cast<unsigned char>(m_text[m_at]))) {
                ++m_at;
            } else if (m_text.substr(m_at, 2) == "//") {
                while (m_at < m_text.size() && m_text[m_at] != '\n') {
                    ++m_at;
                }
            } else {
                return;
            }
        }
    }

    bool eat(std::string_view symbol)
    {
        space();
        if (m_text.substr(m_at, symbol.size()) != symbol) {
            return false;
        }
        m_at += symbol.size();
        return true;
    }

    /// The first of the symbols that stands here; the longer ones must come first.
    std::string_view eatOneOf(std::initializer_list<std::string_view> symbols)
    {
        for (const auto symbol : symbols) {
            if (symbol == "in") {
                space();
                const auto after = m_at + 2;
                if (m_text.substr(m_at, 2) == "in"
                    && (after >= m_text.size() || !isIdentifierPart(m_text[after]))) {
                    m_at = after;
                    return symbol;
                }
            } else if (eat(symbol)) {
                return symbol;
            }
        }
        return {};
    }

    Parsed ternary()
    {
        if (++m_depth > maximumDepth) {
            return tl::unexpected(std::string("Syntax error: nested too deeply"));
        }
        auto condition = binary(0);
        if (!condition || !eat("?")) {
            --m_depth;
            return condition;
        }
        auto yes = binary(0);
        if (!yes) {
            return yes;
        }
        if (!eat(":")) {
            return fault("':'");
        }
        auto no = ternary();
        if (!no) {
            return no;
        }
        --m_depth;
        return call("?:", list(std::move(*condition), std::move(*yes), std::move(*no)));
    }

    std::string_view operatorOf(std::size_t level)
    {
        switch (level) {
        case 0: return eatOneOf({"||"});
        case 1: return eatOneOf({"&&"});
        case 2: return eatOneOf({"==", "!=", "<=", ">=", "<", ">", "in"});
        case 3: return eatOneOf({"+", "-"});
        default: return eatOneOf({"*", "/", "%"});
        }
    }

    Parsed binary(std::size_t level)
    {
        if (level > 4) {
            return unary();
        }
        auto left = binary(level + 1);
        while (left) {
            const auto symbol = operatorOf(level);
            if (symbol.empty()) {
                break;
            }
            auto right = binary(level + 1);
            if (!right) {
                return right;
            }
            left = call(std::string(symbol), list(std::move(*left), std::move(*right)));
        }
        return left;
    }

    Parsed unary()
    {
        space();
        if (m_at < m_text.size() && m_text[m_at] == '!' && m_text.substr(m_at, 2) != "!=") {
            return negated("!");
        }
        if (m_at < m_text.size() && m_text[m_at] == '-') {
            if (m_at + 1 < m_text.size()
                && std::isdigit(static_cast<unsigned char>(m_text[m_at + 1]))) {
                auto node = number();
                return node ? suffixes(std::move(*node)) : std::move(node);
            }
            return negated("-_");
        }
        auto node = primary();
        return node ? suffixes(std::move(*node)) : std::move(node);
    }

    Parsed negated(const char *name)
    {
        ++m_at;
        if (++m_depth > maximumDepth) {
            return tl::unexpected(std::string("Syntax error: nested too deeply"));
        }
        auto node = unary();
        --m_depth;
        return node ? Parsed(call(name, list(std::move(*node)))) : std::move(node);
    }

    Parsed suffixes(Node node)
    {
        while (true) {
            if (eat(".")) {
                auto next = selected(std::move(node));
                if (!next) {
                    return next;
                }
                node = std::move(*next);
            } else if (eat("[")) {
                auto index = ternary();
                if (!index) {
                    return index;
                }
                if (!eat("]")) {
                    return fault("']'");
                }
                node = call("[]", list(std::move(node), std::move(*index)));
            } else {
                return node;
            }
        }
    }

    Parsed selected(Node target)
    {
        space();
        const auto name = identifier();
        if (name.empty()) {
            return fault("a field name");
        }
        if (!eat("(")) {
            auto node = std::make_unique<Expr>();
            node->kind = Expr::Kind::Select;
            node->name = name;
            node->args.push_back(std::move(target));
            return node;
        }
        auto args = arguments(")");
        if (!args) {
            return tl::unexpected(args.error());
        }
        return memberCall(std::move(target), name, std::move(*args));
    }

    Parsed memberCall(Node target, const std::string &name, std::vector<Node> args)
    {
        static constexpr std::array macros{"all", "exists", "exists_one", "map", "filter"};
        for (const std::string_view macro : macros) {
            if (macro == name && (args.size() == 2 || (args.size() == 3 && macro == "map"))) {
                return this->macro(std::move(target), name, std::move(args));
            }
        }
        const bool ident = target->kind == Expr::Kind::Ident;
        if (ident && target->name == "cel" && name == "bind" && args.size() == 3
            && args[0]->kind == Expr::Kind::Ident) {
            auto node = std::make_unique<Expr>();
            node->kind = Expr::Kind::Bind;
            node->variable = args[0]->name;
            node->args = list(std::move(args[1]), std::move(args[2]));
            return node;
        }
        static constexpr std::array spaces{"math", "strings", "sets", "base64"};
        for (const std::string_view space : spaces) {
            if (ident && target->name == space) {
                return call(target->name + "." + name, std::move(args));
            }
        }
        args.insert(args.begin(), std::move(target));
        return call(name, std::move(args));
    }

    Parsed macro(Node target, const std::string &name, std::vector<Node> args)
    {
        if (args[0]->kind != Expr::Kind::Ident) {
            return fault(name + "() with a plain variable name first");
        }
        auto node = std::make_unique<Expr>();
        node->kind = Expr::Kind::Macro;
        node->name = name;
        node->variable = args[0]->name;
        node->args.push_back(std::move(target));
        for (std::size_t i = 1; i < args.size(); ++i) {
            node->args.push_back(std::move(args[i]));
        }
        return node;
    }

    tl::expected<std::vector<Node>, std::string> arguments(std::string_view end)
    {
        std::vector<Node> all;
        while (!eat(end)) {
            if (!all.empty() && !eat(",")) {
                return tl::unexpected(fault("',' or '" + std::string(end) + "'").error());
            }
            if (!all.empty() && end != ")" && eat(end)) {
                break; // a trailing comma
            }
            auto node = ternary();
            if (!node) {
                return tl::unexpected(node.error());
            }
            all.push_back(std::move(*node));
        }
        return all;
    }

    Parsed primary()
    {
        space();
        if (m_at >= m_text.size()) {
            return fault("an expression");
        }
        const char c = m_text[m_at];
        if (eat("(")) {
            auto node = ternary();
            return !node || eat(")") ? std::move(node) : fault("')'");
        }
        if (eat("[")) {
            return listLiteral();
        }
        if (eat("{")) {
            return mapLiteral();
        }
        if (std::isdigit(static_cast<unsigned char>(c))
            || (c == '.' && m_at + 1 < m_text.size()
                && std::isdigit(static_cast<unsigned char>(m_text[m_at + 1])))) {
            return number();
        }
        if (const auto prefix = stringPrefix(); prefix != std::string::npos) {
            return string(prefix);
        }
        eat("."); // a leading dot names the root scope, the only one here
        return named();
    }

    Parsed named()
    {
        const auto name = identifier();
        if (name.empty()) {
            return fault("an expression");
        }
        if (name == "true" || name == "false") {
            return literal({name == "true"});
        }
        if (name == "null") {
            return literal({nullptr});
        }
        if (name == "in") {
            return fault("an expression, found the keyword 'in'");
        }
        if (eat("(")) {
            auto args = arguments(")");
            if (!args) {
                return tl::unexpected(args.error());
            }
            if (name == "has") {
                return has(std::move(*args));
            }
            return call(name, std::move(*args));
        }
        auto node = std::make_unique<Expr>();
        node->kind = Expr::Kind::Ident;
        node->name = name;
        return node;
    }

    Parsed has(std::vector<Node> args)
    {
        if (args.size() != 1 || args[0]->kind != Expr::Kind::Select) {
            return fault("has() with one field selection");
        }
        args[0]->kind = Expr::Kind::Has;
        return std::move(args[0]);
    }

    Parsed listLiteral()
    {
        auto args = arguments("]");
        if (!args) {
            return tl::unexpected(args.error());
        }
        auto node = std::make_unique<Expr>();
        node->kind = Expr::Kind::ListLit;
        node->args = std::move(*args);
        return node;
    }

    Parsed mapLiteral()
    {
        auto node = std::make_unique<Expr>();
        node->kind = Expr::Kind::MapLit;
        while (!eat("}")) {
            if (!node->args.empty() && !eat(",")) {
                return fault("',' or '}'");
            }
            if (!node->args.empty() && eat("}")) {
                break;
            }
            auto key = ternary();
            if (!key) {
                return key;
            }
            if (!eat(":")) {
                return fault("':'");
            }
            auto value = ternary();
            if (!value) {
                return value;
            }
            node->args.push_back(std::move(*key));
            node->args.push_back(std::move(*value));
        }
        return node;
    }

    std::string identifier()
    {
        const auto start = m_at;
        if (m_at < m_text.size() && isIdentifierStart(m_text[m_at])) {
            while (m_at < m_text.size() && isIdentifierPart(m_text[m_at])) {
                ++m_at;
            }
        }
        return std::string(m_text.substr(start, m_at - start));
    }

    Parsed number()
    {
        const auto start = m_at;
        const bool minus = m_text[m_at] == '-';
        m_at += minus ? 1 : 0;
        const bool hex = m_text.substr(m_at, 2) == "0x" || m_text.substr(m_at, 2) == "0X";
        m_at += hex ? 2 : 0;
        const auto digits = m_at;
        bool real = false;
        while (m_at < m_text.size()) {
            const char c = m_text[m_at];
            const bool exponent = !hex && (c == 'e' || c == 'E');
            const bool sign = real && (c == '+' || c == '-')
                              && (m_text[m_at - 1] == 'e' || m_text[m_at - 1] == 'E');
            const bool point = !hex && c == '.' && m_at + 1 < m_text.size()
                               && std::isdigit(static_cast<unsigned char>(m_text[m_at + 1]));
            if (!(hex ? std::isxdigit(static_cast<unsigned char>(c))
                      : std::isdigit(static_cast<unsigned char>(c)))
                && !exponent && !sign && !point) {
                break;
            }
            real = real || exponent || point;
            ++m_at;
        }
        if (real) {
            return literal(
                {std::strtod(std::string(m_text.substr(start, m_at - start)).c_str(), nullptr)});
        }
        return integer(minus, std::string(m_text.substr(digits, m_at - digits)), hex ? 16 : 10);
    }

    Parsed integer(bool minus, const std::string &digits, int base)
    {
        const bool isUnsigned =
            m_at < m_text.size() && (m_text[m_at] == 'u' || m_text[m_at] == 'U');
        std::uint64_t size = 0;
        const auto end = digits.data() + digits.size();
        const auto read = std::from_chars(digits.data(), end, size, base);
        constexpr std::uint64_t lowest = std::uint64_t(1) << 63;
        if (read.ec != std::errc() || read.ptr != end
            || (!isUnsigned && size > (minus ? lowest : lowest - 1))) {
            return fault("a number that fits 64 bits before it");
        }
        if (isUnsigned) {
            ++m_at;
            return minus ? fault("an unsigned number without '-' before it") : literal({size});
        }
        // Two's complement by hand: the lowest number has no positive twin.
        return literal({static_cast<std::int64_t>(minus ? ~size + 1 : size)});
    }

    /// How many prefix letters (r, b) stand before a quote here; npos when no string starts here.
    std::size_t stringPrefix() const
    {
        for (std::size_t n = 0; n <= 2 && m_at + n < m_text.size(); ++n) {
            const char c = m_text[m_at + n];
            if (c == '"' || c == '\'') {
                return n;
            }
            if (std::string_view("rRbB").find(c) == std::string_view::npos) {
                break;
            }
        }
        return std::string::npos;
    }

    Parsed string(std::size_t prefix)
    {
        bool raw = false;
        bool bytes = false;
        for (; prefix > 0; --prefix, ++m_at) {
            raw = raw || m_text[m_at] == 'r' || m_text[m_at] == 'R';
            bytes = bytes || m_text[m_at] == 'b' || m_text[m_at] == 'B';
        }
        const std::string one(1, m_text[m_at]);
        const std::string three = one + one + one;
        const std::string quote = m_text.substr(m_at, 3) == three ? three : one;
        m_at += quote.size();
        std::string out;
        while (m_text.substr(m_at, quote.size()) != quote) {
            if (m_at >= m_text.size() || (quote.size() == 1 && m_text[m_at] == '\n')) {
                return fault("the closing " + quote);
            }
            if (m_text[m_at] != '\\' || raw) {
                out += m_text[m_at++];
            } else if (!escape(out, bytes)) {
                return fault("an escape sequence");
            }
        }
        m_at += quote.size();
        return bytes ? literal({Bytes{out}}) : literal({out});
    }

    bool escape(std::string &out, bool bytes)
    {
        const char c = m_at + 1 < m_text.size() ? m_text[m_at + 1] : '\0';
        static constexpr std::string_view from = "abfnrtv\\'\"`?";
        static constexpr std::string_view to = "\a\b\f\n\r\t\v\\'\"`?";
        if (const auto simple = from.find(c); simple != std::string_view::npos) {
            out += to[simple];
            m_at += 2;
            return true;
        }
        std::size_t digits = c == 'x' || c == 'X' ? 2 : c == 'u' ? 4 : c == 'U' ? 8 : 3;
        const bool octal = c >= '0' && c <= '3';
        if (digits == 3 && !octal) {
            return false;
        }
        const auto start = m_at + (octal ? 1 : 2);
        const auto part = m_text.substr(std::min(start, m_text.size()), digits);
        std::uint32_t code = 0;
        const auto read =
            std::from_chars(part.data(), part.data() + part.size(), code, octal ? 8 : 16);
        if (part.size() != digits || read.ptr != part.data() + part.size() || code > 0x10FFFF) {
            return false;
        }
        m_at = start + digits;
        if (bytes && code < 256) {
            out += static_cast<char>(code);
        } else {
            appendUtf8(out, code);
        }
        return true;
    }

    std::string_view m_text;
    std::size_t m_at = 0;
    int m_depth = 0;
};

} // namespace

tl::expected<std::unique_ptr<Expr>, std::string> parse(std::string_view text)
{
    return Parser(text).whole();
}

} // namespace stage::schema::cel

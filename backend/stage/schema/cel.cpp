// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/cel.h"

#include "backend/stage/schema/cel_expr.h"
#include "backend/stage/schema/cel_functions.h"

namespace stage::schema::cel {

namespace {

/// More steps than any rule needs; nested all() over a large object would otherwise never end.
constexpr std::size_t maximumSteps = 1'000'000;

/// One name, seen from inside an expression; the chain ends at the caller's variables.
struct Scope {
    const Scope *outer = nullptr;
    std::string_view name;
    const Value *value = nullptr;
};

class Evaluator {
public:
    explicit Evaluator(const Program::Borrowed &variables)
        : m_variables(variables)
    {
    }

    Result evaluate(const Expr &expr, const Scope *scope)
    {
        if (++m_steps > maximumSteps) {
            return tl::unexpected(std::string("cost limit exceeded"));
        }
        switch (expr.kind) {
        case Expr::Kind::Literal: return expr.literal;
        case Expr::Kind::Ident: return lookUp(expr.name, scope);
        case Expr::Kind::Select:
        case Expr::Kind::Has: return select(expr, scope);
        case Expr::Kind::Call: return call(expr, scope);
        case Expr::Kind::ListLit: return makeList(expr, scope);
        case Expr::Kind::MapLit: return makeMap(expr, scope);
        case Expr::Kind::Macro: return macro(expr, scope);
        case Expr::Kind::Bind: break;
        }
        const auto bound = evaluate(*expr.args[0], scope);
        if (!bound) {
            return bound;
        }
        const Scope inner{scope, expr.variable, &*bound};
        return evaluate(*expr.args[1], &inner);
    }

private:
    Result lookUp(const std::string &name, const Scope *scope) const
    {
        for (; scope; scope = scope->outer) {
            if (scope->name == name) {
                return *scope->value;
            }
        }
        for (const auto &[known, json] : m_variables) {
            if (known == name) {
                return fromJson(*json);
            }
        }
        static constexpr std::string_view types[] = {"bool",  "int",  "uint", "double",    "string",
                                                     "bytes", "list", "map",  "null_type", "type"};
        for (const auto type : types) {
            if (type == name) {
                return Value{TypeName{name}};
            }
        }
        return tl::unexpected("undeclared reference to '" + name + "'");
    }

    Result select(const Expr &expr, const Scope *scope)
    {
        const auto target = evaluate(*expr.args[0], scope);
        if (!target) {
            return target;
        }
        if (!isMap(*target)) {
            return tl::unexpected("no such overload: " + typeOf(*target) + "." + expr.name);
        }
        const auto found = member(*target, {expr.name});
        if (expr.kind == Expr::Kind::Has) {
            return Value{found != nullptr};
        }
        return found ? Result(*found) : tl::unexpected("no such key: " + expr.name);
    }

    Result call(const Expr &expr, const Scope *scope)
    {
        if (expr.name == "&&" || expr.name == "||") {
            return junction(expr, scope);
        }
        if (expr.name == "?:") {
            const auto condition = evaluate(*expr.args[0], scope);
            if (!condition) {
                return condition;
            }
            const auto *flag = condition->as<bool>();
            if (!flag) {
                return tl::unexpected("no such overload: " + typeOf(*condition) + " ? :");
            }
            return evaluate(*expr.args[*flag ? 1 : 2], scope);
        }
        const auto *function = findFunction(expr.name);
        if (!function) {
            return tl::unexpected("undeclared reference to '" + expr.name + "()'");
        }
        List arguments;
        for (const auto &argument : expr.args) {
            auto value = evaluate(*argument, scope);
            if (!value) {
                return value;
            }
            arguments.push_back(std::move(*value));
        }
        if (arguments.size() < function->least || arguments.size() > function->most) {
            return tl::unexpected(noOverload(expr.name, arguments));
        }
        return function->call(arguments);
    }

    /// `&&` and `||` are commutative: an error counts only when the other side does not decide.
    Result junction(const Expr &expr, const Scope *scope)
    {
        const bool decisive = expr.name == "||";
        std::string error;
        for (const auto &argument : expr.args) {
            const auto value = evaluate(*argument, scope);
            const auto *flag = value ? value->as<bool>() : nullptr;
            if (flag && *flag == decisive) {
                return Value{decisive};
            }
            if (!flag && error.empty()) {
                error = value ? "no such overload: " + expr.name + " of " + typeOf(*value)
                              : value.error();
            }
        }
        return error.empty() ? Result(Value{!decisive}) : tl::unexpected(error);
    }

    Result makeList(const Expr &expr, const Scope *scope)
    {
        List items;
        for (const auto &argument : expr.args) {
            auto item = evaluate(*argument, scope);
            if (!item) {
                return item;
            }
            items.push_back(std::move(*item));
        }
        return Value{std::make_shared<const List>(std::move(items))};
    }

    Result makeMap(const Expr &expr, const Scope *scope)
    {
        Entries entries;
        for (std::size_t i = 0; i + 1 < expr.args.size(); i += 2) {
            auto key = evaluate(*expr.args[i], scope);
            auto value = key ? evaluate(*expr.args[i + 1], scope) : key;
            if (!value) {
                return value;
            }
            for (const auto &entry : entries) {
                if (equal(entry.first, *key)) {
                    return tl::unexpected(std::string("repeated key in a map literal"));
                }
            }
            entries.emplace_back(std::move(*key), std::move(*value));
        }
        return Value{std::make_shared<const Entries>(std::move(entries))};
    }

    Result macro(const Expr &expr, const Scope *scope)
    {
        const auto range = evaluate(*expr.args[0], scope);
        if (!range) {
            return range;
        }
        if (!isList(*range) && !isMap(*range)) {
            return tl::unexpected("no such overload: " + typeOf(*range) + "." + expr.name + "()");
        }
        const auto items = elements(*range);
        if (expr.name == "all" || expr.name == "exists") {
            return quantifier(expr, items, scope);
        }
        return expr.name == "exists_one" ? existsOne(expr, items, scope)
                                         : collect(expr, items, scope);
    }

    tl::expected<bool, std::string> test(const Expr &expr, const Expr &body, const Value &item,
                                         const Scope *scope)
    {
        const Scope inner{scope, expr.variable, &item};
        const auto value = evaluate(body, &inner);
        if (!value) {
            return tl::unexpected(value.error());
        }
        const auto *flag = value->as<bool>();
        if (!flag) {
            return tl::unexpected("no such overload: " + expr.name + "() of " + typeOf(*value));
        }
        return *flag;
    }

    Result quantifier(const Expr &expr, const List &items, const Scope *scope)
    {
        const bool decisive = expr.name == "exists";
        std::string error;
        for (const auto &item : items) {
            const auto flag = test(expr, *expr.args[1], item, scope);
            if (flag && *flag == decisive) {
                return Value{decisive};
            }
            if (!flag && error.empty()) {
                error = flag.error();
            }
        }
        return error.empty() ? Result(Value{!decisive}) : tl::unexpected(error);
    }

    Result existsOne(const Expr &expr, const List &items, const Scope *scope)
    {
        std::size_t found = 0;
        for (const auto &item : items) {
            const auto flag = test(expr, *expr.args[1], item, scope);
            if (!flag) {
                return tl::unexpected(flag.error());
            }
            found += *flag ? 1 : 0;
        }
        return Value{found == 1};
    }

    /// filter(x, p), map(x, f) and map(x, p, f).
    Result collect(const Expr &expr, const List &items, const Scope *scope)
    {
        const bool filter = expr.name == "filter";
        const bool tested = filter || expr.args.size() == 3;
        List out;
        for (const auto &item : items) {
            if (tested) {
                const auto flag = test(expr, *expr.args[1], item, scope);
                if (!flag) {
                    return tl::unexpected(flag.error());
                }
                if (!*flag) {
                    continue;
                }
            }
            if (filter) {
                out.push_back(item);
                continue;
            }
            const Scope inner{scope, expr.variable, &item};
            auto made = evaluate(*expr.args.back(), &inner);
            if (!made) {
                return made;
            }
            out.push_back(std::move(*made));
        }
        return Value{std::make_shared<const List>(std::move(out))};
    }

    const Program::Borrowed &m_variables;
    std::size_t m_steps = 0;
};

bool names(const Expr &expr, std::string_view identifier)
{
    if (expr.kind == Expr::Kind::Ident && expr.name == identifier) {
        return true;
    }
    for (const auto &argument : expr.args) {
        if (names(*argument, identifier)) {
            return true;
        }
    }
    return false;
}

Program::Borrowed borrow(const Json &variables)
{
    Program::Borrowed out;
    if (variables.is_object()) {
        for (auto it = variables.begin(); it != variables.end(); ++it) {
            out.emplace_back(it.key(), &it.value());
        }
    }
    return out;
}

} // namespace

Program::Program(std::string text, std::shared_ptr<const Expr> root)
    : m_text(std::move(text))
    , m_root(std::move(root))
{
}

tl::expected<Program, std::string> Program::compile(std::string_view text)
{
    auto root = parse(text);
    if (!root) {
        return tl::unexpected(root.error());
    }
    return Program(std::string(text), std::shared_ptr<const Expr>(std::move(*root)));
}

tl::expected<Json, std::string> Program::evaluate(const Borrowed &variables) const
{
    const auto value = Evaluator(variables).evaluate(*m_root, nullptr);
    if (!value) {
        return tl::unexpected(value.error());
    }
    return toJson(*value);
}

tl::expected<Json, std::string> Program::evaluate(const Json &variables) const
{
    return evaluate(borrow(variables));
}

tl::expected<bool, std::string> Program::holds(const Borrowed &variables) const
{
    const auto value = Evaluator(variables).evaluate(*m_root, nullptr);
    if (!value) {
        return tl::unexpected(value.error());
    }
    const auto *flag = value->as<bool>();
    if (!flag) {
        return tl::unexpected("the result is of type " + typeOf(*value) + ", not bool");
    }
    return *flag;
}

tl::expected<bool, std::string> Program::holds(const Json &variables) const
{
    return holds(borrow(variables));
}

bool Program::mentions(std::string_view identifier) const
{
    return names(*m_root, identifier);
}

} // namespace stage::schema::cel

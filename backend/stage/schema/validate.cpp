// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/formats.h"
#include "backend/stage/schema/passes.h"

#include <cmath>
#include <limits>
#include <set>

// Texts and reasons: k8s.io/kube-openapi pkg/validation/errors and k8s.io/apimachinery
// pkg/util/validation/field, both v0.34.

namespace stage::schema {

namespace {

/// A value inside a message: text in quotes, the rest as JSON.
std::string shown(const Json &value)
{
    return value.dump(-1, ' ', false, Json::error_handler_t::replace);
}

const char *typeName(const Json &value)
{
    switch (value.type()) {
    case Json::value_t::null: return "null";
    case Json::value_t::object: return "object";
    case Json::value_t::array: return "array";
    case Json::value_t::string: return "string";
    case Json::value_t::boolean: return "boolean";
    case Json::value_t::number_float: return "number";
    default: return "integer";
    }
}

bool isWhole(const Json &value)
{
    return value.is_number_integer()
           || (value.is_number_float() && std::trunc(value.get<double>()) == value.get<double>());
}

bool hasType(const Node &node, const Json &value)
{
    if (node.intOrString) {
        return value.is_string() || value.is_number();
    }
    if (node.type == "integer") {
        return isWhole(value);
    }
    return node.type.empty() || (node.type == "number" && value.is_number())
           || node.type == typeName(value);
}

std::string body(const std::string &path)
{
    return path + " in body ";
}

class Validator {
public:
    std::vector<Problem> problems;

    void check(const Node &node, const Json &value, const std::string &path)
    {
        if (value.is_null()) {
            if (!node.nullable && !node.builtin && !node.type.empty()) {
                badType(node.type, "null", path);
            }
            return;
        }
        if (!hasType(node, value)) {
            badType(node.type.empty() ? "integer,string" : node.type, typeName(value), path);
        } else if (value.is_string()) {
            checkText(node, value.get_ref<const std::string &>(), path);
        } else if (value.is_number()) {
            checkNumber(node, value, path);
        } else if (value.is_array()) {
            checkList(node, value, path);
        } else if (value.is_object()) {
            checkObject(node, value, path);
        }
        checkAllowed(node, value, path);
        checkJunctors(node, value, path);
    }

private:
    void badType(const std::string &wanted, const std::string &found, const std::string &path)
    {
        auto problem =
            invalid(path, found, body(path) + "must be of type " + wanted + ": \"" + found + "\"");
        problem.reason = "FieldValueTypeInvalid";
        problems.push_back(std::move(problem));
    }

    void checkText(const Node &node, const std::string &text, const std::string &path)
    {
        const auto length = codePoints(text);
        if (node.minLength && length < *node.minLength) {
            problems.push_back(invalid(path, text,
                                       body(path) + "should be at least "
                                           + std::to_string(*node.minLength) + " chars long"));
        }
        if (node.maxLength && length > *node.maxLength) {
            problems.push_back({path, "FieldValueTooLong",
                                "Too long: may not be more than " + std::to_string(*node.maxLength)
                                    + (*node.maxLength == 1 ? " byte" : " bytes")});
        }
        if (node.pattern && !node.pattern->foundIn(text)) {
            problems.push_back(
                invalid(path, text, body(path) + "should match '" + node.patternText + "'"));
        }
        if (!node.format.empty() && !node.intOrString && !fitsFormat(node.format, text)) {
            auto problem =
                invalid(path, text,
                        body(path) + "must be of type " + node.format + ": " + shown(text));
            problem.reason = "FieldValueTypeInvalid";
            problems.push_back(std::move(problem));
        }
    }

    void checkNumber(const Node &node, const Json &value, const std::string &path)
    {
        const double number = value.get<double>();
        if (node.format == "int32" && !node.intOrString
            && (number > std::numeric_limits<std::int32_t>::max()
                || number < std::numeric_limits<std::int32_t>::min())) {
            badType("int32", "int64", path);
        }
        const auto outside = [&](const std::string &how, const Json &limit) {
            problems.push_back(
                invalid(path, value, body(path) + "should be " + how + shown(limit)));
        };
        if (node.minimum) {
            const double limit = node.minimum->get<double>();
            if (number < limit || (node.exclusiveMinimum && number == limit)) {
                outside(node.exclusiveMinimum ? "greater than " : "greater than or equal to ",
                        *node.minimum);
            }
        }
        if (node.maximum) {
            const double limit = node.maximum->get<double>();
            if (number > limit || (node.exclusiveMaximum && number == limit)) {
                outside(node.exclusiveMaximum ? "less than " : "less than or equal to ",
                        *node.maximum);
            }
        }
        if (node.multipleOf && node.multipleOf->get<double>() != 0
            && std::remainder(number, node.multipleOf->get<double>()) != 0) {
            outside("a multiple of ", *node.multipleOf);
        }
    }

    void tooMany(std::size_t count, std::size_t most, const std::string &path)
    {
        problems.push_back({path, "FieldValueTooMany",
                            "Too many: " + std::to_string(count) + ": must have at most "
                                + std::to_string(most) + (most == 1 ? " item" : " items")});
    }

    void checkList(const Node &node, const Json &value, const std::string &path)
    {
        if (node.minItems && value.size() < *node.minItems) {
            problems.push_back(invalid(path, value.size(),
                                       body(path) + "should have at least "
                                           + std::to_string(*node.minItems) + " items"));
        }
        if (node.maxItems && value.size() > *node.maxItems) {
            tooMany(value.size(), *node.maxItems, path);
        }
        if (node.uniqueItems && std::set<Json>(value.begin(), value.end()).size() < value.size()) {
            problems.push_back(invalid(path, "", body(path) + "shouldn't contain duplicates"));
        }
        if (node.items) {
            for (std::size_t i = 0; i < value.size(); ++i) {
                check(*node.items, value[i], join(path, i));
            }
        }
        if (!node.builtin && node.listType != ListType::Atomic) {
            checkUnique(node, value, path);
        }
    }

    void checkUnique(const Node &node, const Json &value, const std::string &path)
    {
        std::set<Json> seen;
        for (std::size_t i = 0; i < value.size(); ++i) {
            Json identity = value[i];
            if (node.listType == ListType::Map) {
                if (!value[i].is_object()) {
                    continue; // said as a wrong type already
                }
                identity = Json::object();
                for (const auto &key : node.mapKeys) {
                    if (const auto it = value[i].find(key); it != value[i].end()) {
                        identity[key] = *it;
                    }
                }
            }
            if (!seen.insert(identity).second) {
                problems.push_back(duplicate(join(path, i), identity));
            }
        }
    }

    void checkObject(const Node &node, const Json &value, const std::string &path)
    {
        if (node.minProperties && value.size() < *node.minProperties) {
            problems.push_back(invalid(path, value.size(),
                                       body(path) + "should have at least "
                                           + std::to_string(*node.minProperties) + " properties"));
        }
        if (node.maxProperties && value.size() > *node.maxProperties) {
            tooMany(value.size(), *node.maxProperties, path);
        }
        for (const auto &name : node.required) {
            if (!value.contains(name)) {
                problems.push_back(required(join(path, name)));
            }
        }
        if (node.embedded) {
            for (const char *name : {"apiVersion", "kind"}) {
                const auto it = value.find(name);
                if (it == value.end() || it->empty() || *it == "") {
                    problems.push_back(required(join(path, name)));
                }
            }
        }
        for (const auto &[name, member] : value.items()) {
            if (const auto *child = node.child(name)) {
                check(*child, member, join(path, name));
            }
        }
    }

    void checkAllowed(const Node &node, const Json &value, const std::string &path)
    {
        if (node.allowed.empty()) {
            return;
        }
        std::string names;
        for (const auto &allowed : node.allowed) {
            if (allowed == value) {
                return;
            }
            names += (names.empty() ? "" : ", ")
                     + (allowed.is_string() ? shown(allowed) : "\"" + shown(allowed) + "\"");
        }
        problems.push_back({path, "FieldValueNotSupported",
                            "Unsupported value: " + shown(value) + ": supported values: " + names});
    }

    void composite(const std::string &path, const std::string &text)
    {
        problems.push_back(
            {"<nil>", "FieldValueInvalid", "Invalid value: \"\": \"" + path + "\" must " + text});
    }

    /// The problems of the alternative that came nearest, none when one holds.
    static std::vector<Problem> nearest(const std::vector<const Node *> &alternatives,
                                        const Json &value, const std::string &path,
                                        std::size_t &valid)
    {
        std::vector<Problem> best;
        for (const auto *alternative : alternatives) {
            auto found = validateNode(*alternative, value, path);
            if (found.empty()) {
                ++valid;
            } else if (best.empty() || found.size() < best.size()) {
                best = std::move(found);
            }
        }
        return valid > 0 ? std::vector<Problem>() : best;
    }

    void checkJunctors(const Node &node, const Json &value, const std::string &path)
    {
        const auto add = [this](std::vector<Problem> more) {
            problems.insert(problems.end(), more.begin(), more.end());
        };
        std::size_t valid = 0;
        if (!node.anyOf.empty()) {
            auto best = nearest(node.anyOf, value, path, valid);
            if (valid == 0) {
                composite(path, "validate at least one schema (anyOf)");
                add(std::move(best));
            }
        }
        valid = 0;
        if (!node.oneOf.empty()) {
            auto best = nearest(node.oneOf, value, path, valid);
            if (valid != 1) {
                composite(path, "validate one and only one schema (oneOf). Found "
                                    + (valid == 0 ? std::string("none valid")
                                                  : std::to_string(valid) + " valid alternatives"));
                add(std::move(best));
            }
        }
        valid = 0;
        for (const auto *part : node.allOf) {
            auto found = validateNode(*part, value, path);
            valid += found.empty() ? 1 : 0;
            add(std::move(found));
        }
        if (valid < node.allOf.size()) {
            composite(path, std::string("validate all the schemas (allOf)")
                                + (valid == 0 ? ". None validated" : ""));
        }
        if (node.never && validateNode(*node.never, value, path).empty()) {
            composite(path, "not validate the schema (not)");
        }
    }
};

} // namespace

Problem required(const std::string &field)
{
    return {field, "FieldValueRequired", "Required value"};
}

Problem invalid(const std::string &field, const Json &value, const std::string &detail)
{
    return {field, "FieldValueInvalid", "Invalid value: " + shown(value) + ": " + detail};
}

Problem duplicate(const std::string &field, const Json &value)
{
    return {field, "FieldValueDuplicate", "Duplicate value: " + shown(value)};
}

std::vector<Problem> validateNode(const Node &node, const Json &value, const std::string &path)
{
    Validator validator;
    validator.check(node, value, path);
    return std::move(validator.problems);
}

} // namespace stage::schema

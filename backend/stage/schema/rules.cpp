// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/schema/passes.h"

namespace stage::schema {

namespace {

/// The item of BEFORE that has the same keys as ITEM; null where lists cannot be matched.
const Json *earlierItem(const Node &list, const Json &item, const Json *before)
{
    if (!before || !before->is_array() || list.listType != ListType::Map || !item.is_object()) {
        return nullptr;
    }
    for (const auto &candidate : *before) {
        bool same = candidate.is_object();
        for (const auto &key : list.mapKeys) {
            const auto a = item.find(key);
            const auto b = same ? candidate.find(key) : candidate.end();
            same = same && (a == item.end()) == (b == candidate.end())
                   && (a == item.end() || *a == *b);
        }
        if (same) {
            return &candidate;
        }
    }
    return nullptr;
}

std::string typeOf(const Node &node, const Json &value)
{
    if (!node.type.empty()) {
        return node.type;
    }
    return value.is_string() ? "string" : value.is_number() ? "integer" : "object";
}

/// What only this evaluator does not know: the API server checked names when the CRD came.
bool isOurLack(const std::string &error)
{
    return error.rfind("undeclared reference", 0) == 0 || error.rfind("no such overload", 0) == 0
           || error.rfind("cost limit", 0) == 0;
}

std::string messageOf(const Rule &rule, const cel::Program::Borrowed &variables)
{
    if (rule.messageExpression) {
        const auto text = rule.messageExpression->evaluate(variables);
        if (text && text->is_string() && !text->get_ref<const std::string &>().empty()) {
            return text->get<std::string>();
        }
    }
    return rule.message.empty() ? "failed rule: " + rule.text : rule.message;
}

Problem broken(const Rule &rule, const std::string &field, const std::string &type,
               const std::string &message)
{
    if (rule.reason == "FieldValueRequired") {
        return {field, rule.reason, "Required value: " + message};
    }
    if (rule.reason == "FieldValueForbidden") {
        return {field, rule.reason, "Forbidden: " + message};
    }
    if (rule.reason == "FieldValueDuplicate") {
        return duplicate(field, type);
    }
    return invalid(field, type, message);
}

void checkRule(const Rule &rule, const Node &node, const Json &value, const Json *before,
               const std::string &path, std::vector<Problem> &problems,
               std::vector<std::string> &notEvaluated)
{
    if (rule.transition && !before) {
        return;
    }
    if (!rule.program) {
        notEvaluated.push_back(path + ": " + rule.text + ": " + rule.whyNot);
        return;
    }
    static const Json absent;
    const cel::Program::Borrowed variables{{"self", &value},
                                           {"oldSelf", before ? before : &absent}};
    const auto holds = rule.program->holds(variables);
    const auto type = typeOf(node, value);
    if (!holds && isOurLack(holds.error())) {
        notEvaluated.push_back(path + ": " + rule.text + ": " + holds.error());
    } else if (!holds) {
        problems.push_back(invalid(path, type,
                                   holds.error() + " evaluating rule: "
                                       + (rule.message.empty() ? rule.text : rule.message)));
    } else if (!*holds) {
        const auto at = rule.fieldPath.empty() || rule.fieldPath[0] != '.' || !path.empty()
                            ? path + rule.fieldPath
                            : rule.fieldPath.substr(1);
        problems.push_back(broken(rule, at, type, messageOf(rule, variables)));
    }
}

} // namespace

void checkRules(const Node &node, const Json &value, const Json *before, const std::string &path,
                std::vector<Problem> &problems, std::vector<std::string> &notEvaluated)
{
    if (value.is_null()) {
        return;
    }
    for (const auto &rule : node.rules) {
        checkRule(rule, node, value, before, path, problems, notEvaluated);
    }
    if (value.is_array() && node.items) {
        for (std::size_t i = 0; i < value.size(); ++i) {
            checkRules(*node.items, value[i], earlierItem(node, value[i], before), join(path, i),
                       problems, notEvaluated);
        }
    }
    if (!value.is_object()) {
        return;
    }
    for (const auto &[name, member] : value.items()) {
        const auto *child = node.child(name);
        if (!child) {
            continue;
        }
        const auto it = before && before->is_object() ? before->find(name) : value.end();
        const auto *earlier = before && before->is_object() && it != before->end() ? &*it : nullptr;
        checkRules(*child, member, earlier, join(path, name), problems, notEvaluated);
    }
}

} // namespace stage::schema

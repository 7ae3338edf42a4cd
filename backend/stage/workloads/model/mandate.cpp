// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/model/mandate.h"

#include "backend/stage/workloads/model/words.h"

#include <algorithm>

namespace stage::workloads::model {

namespace {

std::string text(const Json &object, const char *key)
{
    const auto found = object.is_object() ? object.find(key) : object.end();
    return found != object.end() && found->is_string() ? found->get<std::string>() : std::string();
}

Json propertiesOf(const Json &tool)
{
    const Json schema = tool.value("input_schema", Json::object());
    const auto found = schema.is_object() ? schema.find("properties") : schema.end();
    return found != schema.end() && found->is_object() ? *found : Json::object();
}

std::string spaced(std::string name)
{
    std::replace(name.begin(), name.end(), '_', ' ');
    return name;
}

bool names(const std::string &sentence, const std::string &argument)
{
    if (hasWord(sentence, argument))
        return true;
    // "the customer profile" names customer_profile; one plain word would match too much.
    const std::string apart = spaced(argument);
    return apart != argument && hasWord(sentence, apart);
}

bool allowsAbsence(const std::string &sentence)
{
    return hasAny(sentence, {"optional",
                             "optionally",
                             "not required",
                             "not mandatory",
                             "not necessary",
                             "not needed",
                             "need not",
                             "needn't",
                             "isn't required",
                             "is not obligatory",
                             "no longer required",
                             "no longer mandatory",
                             "not compulsory",
                             "may be omitted",
                             "can be omitted",
                             "may be left out",
                             "can be left out",
                             "may be left empty",
                             "never required",
                             "must not",
                             "do not send",
                             "do not supply",
                             "do not pass",
                             "don't pass",
                             "don't send",
                             "never pass",
                             "never send",
                             "if you have it",
                             "if available",
                             "if known",
                             "ignored",
                             "deprecated"});
}

bool demands(const std::string &sentence)
{
    return hasAny(sentence,
                  {"mandatory",     "required",    "requires",     "require",        "must",
                   "obligatory",    "compulsory",  "necessary",    "needed",         "needs",
                   "need",          "has to",      "have to",      "shall",          "essential",
                   "indispensable", "imperative",  "non-optional", "obliged",        "prerequisite",
                   "always",        "never omit",  "do not omit",  "don't omit",     "do not leave",
                   "don't leave",   "never leave", "do not skip",  "leaving it out", "left out",
                   "leave it out",  "leaving",     "omitting",     "omit",           "omitted",
                   "omission",      "without it",  "without",      "missing",        "absence",
                   "absent",        "unless",      "failure to",   "failing to",     "fails",
                   "fail",          "rejected",    "refused",      "invalid",        "incorrect",
                   "wrong",         "incomplete",  "insist",       "insists",        "expected",
                   "depends on",    "only works",  "cannot",       "can't"});
}

/// "Pass the record in kyc_record": an order to fill it, and no condition before it.
bool orders(const std::string &sentence)
{
    if (hasAny(sentence, {"if", "when", "where", "may", "might", "can", "could"}))
        return false;
    return hasAny(sentence,
                  {"pass", "supply", "provide", "include", "attach", "populate", "fill", "put",
                   "submit", "send", "set", "give", "hand over", "copy", "insert"});
}

bool pointsBack(const std::string &sentence)
{
    return hasAny(sentence, {"it", "this", "that", "its", "the argument", "the parameter",
                             "the field", "such"});
}

/// The sentences that speak of ARGUMENT: those that name it, and the next one when it points back.
std::vector<std::string> sentencesAbout(const Json &tool, const std::string &argument)
{
    std::vector<std::string> out;
    const Json properties = propertiesOf(tool);
    const std::vector<std::string> all = sentences(text(tool, "description"));
    bool before = false;
    for (const std::string &one : all) {
        bool namesOther = false;
        for (const auto &[name, property] : properties.items())
            namesOther = namesOther || (name != argument && name.size() > 4 && hasWord(one, name));
        const bool named = names(one, argument);
        if (named || (before && !namesOther && pointsBack(one)))
            out.push_back(one);
        before = named;
    }
    return out;
}

} // namespace

bool isMandatory(const Json &tool, const std::string &argument)
{
    const Json properties = propertiesOf(tool);
    if (!properties.contains(argument))
        return false;
    const Json required = tool.at("input_schema").value("required", Json::array());
    if (std::find(required.begin(), required.end(), Json(argument)) != required.end())
        return true;
    bool wanted = false;
    for (const std::string &one : sentencesAbout(tool, argument)) {
        if (allowsAbsence(one))
            return false;
        wanted = wanted || demands(one) || orders(one);
    }
    for (const std::string &one : sentences(text(properties.at(argument), "description"))) {
        if (allowsAbsence(one))
            return false;
        wanted = wanted || demands(one);
    }
    return wanted;
}

std::string wordsAbout(const Json &tool, const std::string &argument)
{
    std::string out =
        argument + " " + text(propertiesOf(tool).value(argument, Json::object()), "description");
    for (const std::string &one : sentencesAbout(tool, argument))
        out += " " + one;
    return out;
}

} // namespace stage::workloads::model

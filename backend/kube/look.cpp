// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/kube/look.h"

namespace kube::look {

namespace {
const Json nothing;
}

const Json &at(const Json &object, const char *key)
{
    if (!object.is_object())
        return nothing;
    const auto it = object.find(key);
    return it == object.end() ? nothing : *it;
}

const Json &at(const Json &object, std::initializer_list<const char *> path)
{
    const Json *here = &object;
    for (const char *key : path)
        here = &at(*here, key);
    return *here;
}

QString text(const Json &object, std::initializer_list<const char *> path)
{
    const Json &value = at(object, path);
    return value.is_string() ? QString::fromStdString(value.get_ref<const std::string &>())
                             : QString();
}

long long number(const Json &object, std::initializer_list<const char *> path, long long absent)
{
    const Json &value = at(object, path);
    return value.is_number_integer() ? value.get<long long>() : absent;
}

const Json &named(const Json &object, std::initializer_list<const char *> path,
                  const QString &value, const char *key)
{
    const Json &list = at(object, path);
    if (!list.is_array())
        return nothing;
    for (const Json &item : list) {
        if (text(item, {key}) == value)
            return item;
    }
    return nothing;
}

} // namespace kube::look

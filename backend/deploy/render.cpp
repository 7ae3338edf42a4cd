// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/render.h"

#include "backend/kube/look.h"

#include <QDir>
#include <QDirIterator>
#include <QFile>
#include <QRegularExpression>
#include <set>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

constexpr const char *redacted = "REDACTED";
const QString chartsName = u"charts.json"_s;

core::Fault usage(const QString &text)
{
    return {core::Fault::Kind::Usage, text, {}, {}};
}

core::Result<void> writeFile(const QString &path, const QByteArray &bytes)
{
    QFile file(path);
    if (file.open(QIODevice::WriteOnly | QIODevice::Truncate) && file.write(bytes) == bytes.size()
        && file.flush())
        return {};
    return tl::unexpected(core::Fault{core::Fault::Kind::Failed,
                                      u"could not write “"_s + path + u"”: "_s + file.errorString(),
                                      {},
                                      {}});
}

core::Result<void> makeFolder(const QString &folder)
{
    if (QDir().mkpath(folder))
        return {};
    return tl::unexpected(core::Fault{
        core::Fault::Kind::Failed, u"could not make folder “"_s + folder + u"”"_s, {}, {}});
}

Json withoutSecrets(const Json &object)
{
    Json copy = fillSecrets(object, [](const std::string &) { return std::string(redacted); });
    if (copy.value("kind", Json()) != "Secret")
        return copy;
    for (const char *part : {"data", "stringData"}) {
        if (!copy.contains(part) || !copy[part].is_object())
            continue;
        for (auto &value : copy[part])
            value = redacted;
        copy["stringData"].update(copy[part]); // "REDACTED" is no base64
    }
    copy.erase("data");
    return copy;
}

/// A plain YAML scalar that every reader takes for this very text.
bool plain(const std::string &text)
{
    static const QRegularExpression safe(u"^[A-Za-z_/][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*$"_s);
    static const std::set<QString> words{u"y"_s,   u"n"_s,    u"yes"_s,   u"no"_s,  u"on"_s,
                                         u"off"_s, u"true"_s, u"false"_s, u"null"_s};
    const QString value = QString::fromStdString(text);
    return safe.match(value).hasMatch() && !words.count(value.toLower());
}

/// Lines that a literal block carries unchanged.
bool fitsBlock(const std::string &text)
{
    if (text.find('\n') == std::string::npos || text.front() == ' ' || text.front() == '\n')
        return false;
    bool blank = false; // a space that would stand at a line's end
    for (const char c : text) {
        if (c == '\n' && blank)
            return false;
        blank = c == ' ';
        if ((static_cast<unsigned char>(c) < ' ' && c != '\n') || c == '\x7f')
            return false;
    }
    return !blank;
}

void writeBlock(std::string &out, const std::string &text, const std::string &indent)
{
    const std::size_t last = text.find_last_not_of('\n');
    const std::size_t ends = text.size() - last - 1;
    out += ends == 0 ? "|-\n" : ends == 1 ? "|\n" : "|+\n";
    std::size_t begin = 0;
    while (begin < text.size()) {
        const std::size_t end = std::min(text.find('\n', begin), text.size());
        if (end > begin)
            out += indent + text.substr(begin, end - begin);
        out += '\n';
        begin = end + 1;
    }
}

std::string scalar(const Json &value)
{
    if (value.is_string() && plain(value.get_ref<const std::string &>()))
        return value.get<std::string>();
    return value.dump(-1, ' ', false, Json::error_handler_t::replace); // JSON is YAML
}

void writeYaml(std::string &out, const Json &value, const std::string &indent);

/// What stands after "key:" or "-".
void writeValue(std::string &out, const Json &value, const std::string &indent, bool inList)
{
    if (value.is_structured() && !value.empty()) {
        if (inList && value.is_object()) {
            std::string nested;
            writeYaml(nested, value, indent + "  ");
            out += ' ' + nested.substr(indent.size() + 2);
            return;
        }
        out += '\n';
        writeYaml(out, value, value.is_array() && !inList ? indent : indent + "  ");
    } else if (value.is_string() && fitsBlock(value.get_ref<const std::string &>())) {
        out += ' ';
        writeBlock(out, value.get_ref<const std::string &>(), indent + "  ");
    } else {
        out += ' ' + scalar(value) + '\n';
    }
}

void writeYaml(std::string &out, const Json &value, const std::string &indent)
{
    if (value.is_object()) {
        for (const auto &[key, item] : value.items()) {
            out += indent + scalar(Json(key)) + ':';
            writeValue(out, item, indent, false);
        }
    } else {
        for (const Json &item : value) {
            out += indent + '-';
            writeValue(out, item, indent, true);
        }
    }
}

/// Writes one plan's manifests and collects its charts.
class Renderer {
public:
    explicit Renderer(const QString &folder)
        : m_folder(folder)
    {
    }

    core::Result<void> plan(const Plan &plan)
    {
        for (const PlanStep &step : plan.steps) {
            if (!step.chosen)
                continue;
            if (const auto *apply = std::get_if<ApplyStep>(&step.spec.kind)) {
                for (const Json &object : apply->objects) {
                    if (auto written = manifest(step, object); !written)
                        return written;
                }
            } else if (const auto *secret = std::get_if<SecretStep>(&step.spec.kind)) {
                if (auto written = manifest(step, secret->object); !written)
                    return written;
            } else if (const auto *helm = std::get_if<HelmStep>(&step.spec.kind)) {
                chart(step, *helm);
            }
        }
        return {};
    }

    core::Result<QStringList> finish()
    {
        if (auto written = writeFile(m_folder + u'/' + chartsName,
                                     QByteArray::fromStdString(m_charts.dump(2) + "\n"));
            !written)
            return tl::unexpected(written.error());
        return m_files << m_folder + u'/' + chartsName;
    }

private:
    core::Result<void> manifest(const PlanStep &step, const Json &object)
    {
        const kube::Ref ref = kube::refOf(object);
        const QString base =
            m_folder + u'/' + step.phase + u'-' + step.spec.id + u'-' + ref.kind + u'-' + ref.name;
        QString path = base + u".yaml"_s;
        if (m_files.contains(path))
            path = base + u'-' + ref.ns + u".yaml"_s; // the same name in another namespace
        for (int number = 2; m_files.contains(path); ++number)
            path = base + u'-' + QString::number(number) + u".yaml"_s;
        m_files << path;
        return writeFile(path, QByteArray::fromStdString(toYaml(withoutSecrets(object))));
    }

    void chart(const PlanStep &step, const HelmStep &helm)
    {
        m_charts.push_back({{"phase", step.phase.toStdString()},
                            {"step", step.spec.id.toStdString()},
                            {"release", helm.release.toStdString()},
                            {"namespace", helm.ns.toStdString()},
                            {"chart", helm.chart.toStdString()},
                            {"version", helm.version.toStdString()},
                            {"repo", helm.repo.toStdString()},
                            {"values", withoutSecrets(helm.values)}});
    }

    QString m_folder;
    QStringList m_files;
    Json m_charts = Json::array();
};

/// Makes FOLDER, without the manifests of an earlier rendering.
core::Result<void> clear(const Bundle &bundle, const QString &folder)
{
    QStringList ids;
    for (const auto *list : {&bundle.phases, &bundle.operations}) {
        for (const PhaseSpec &phase : *list)
            ids << QRegularExpression::escape(phase.id);
    }
    const QRegularExpression ours(u"^(%1)-[^/]*\\.yaml$"_s.arg(ids.join(u'|')));
    QDir dir(folder);
    const QStringList names = dir.entryList(QDir::AllEntries | QDir::Hidden | QDir::NoDotAndDotDot);
    if (!names.isEmpty() && !names.contains(chartsName))
        return tl::unexpected(
            usage(u"“"_s + folder
                  + u"” is not empty, expected a new folder or one of an earlier rendering"_s));
    for (const QString &name : names) {
        if (ours.match(name).hasMatch())
            dir.remove(name);
    }
    return makeFolder(folder);
}

} // namespace

std::string toYaml(const Json &object)
{
    std::string out;
    if (object.is_structured() && !object.empty())
        writeYaml(out, object, {});
    else
        out = scalar(object) + '\n';
    return out;
}

core::Result<QStringList> renderBundle(const Bundle &bundle, const QString &folder)
{
    if (auto made = clear(bundle, folder); !made)
        return tl::unexpected(made.error());
    Renderer renderer(folder);
    auto phases = deployPlan(bundle, {}, {});
    if (!phases)
        return tl::unexpected(phases.error());
    if (auto written = renderer.plan(*phases); !written)
        return tl::unexpected(written.error());
    for (const PhaseSpec &operation : bundle.operations) {
        const auto plan = operationPlan(bundle, operation.id, {});
        if (!plan)
            return tl::unexpected(plan.error());
        if (auto written = renderer.plan(*plan); !written)
            return tl::unexpected(written.error());
    }
    return renderer.finish();
}

core::Result<QStringList> exportBundle(const QString &from, const QString &folder)
{
    if (!QDir(folder).isEmpty() || QFileInfo(folder).isFile())
        return tl::unexpected(
            usage(u"“"_s + folder + u"” is there and not empty, expected a new folder"_s));
    QStringList written;
    QDirIterator files(from, QDir::Files, QDirIterator::Subdirectories);
    while (files.hasNext()) {
        const QString path = files.next();
        const QString target = folder + u'/' + QDir(from).relativeFilePath(path);
        if (auto made = makeFolder(QFileInfo(target).path()); !made)
            return tl::unexpected(made.error());
        QFile file(path);
        if (!file.open(QIODevice::ReadOnly))
            return tl::unexpected(
                core::Fault{core::Fault::Kind::Failed,
                            u"could not read “"_s + path + u"”: "_s + file.errorString(),
                            {},
                            {}});
        if (auto copied = writeFile(target, file.readAll()); !copied)
            return tl::unexpected(copied.error());
        written << target;
    }
    if (written.isEmpty())
        return tl::unexpected(core::Fault{
            core::Fault::Kind::Missing, u"there is no bundle in “"_s + from + u"”"_s, {}, {}});
    written.sort();
    return written;
}

core::Result<int> validateBundle(const QString &folder)
{
    const auto first = loadBundle(folder, {});
    if (!first)
        return tl::unexpected(first.error());
    int read = 0;
    Choice choice;
    for (const Edition &edition : first->editions) {
        choice.edition = edition.id;
        for (const QString &pace : {u"fast"_s, u"real"_s}) {
            choice.pace = pace;
            for (const QString &cluster : {u"stage"_s, u"kind"_s, u"other"_s}) {
                choice.cluster = cluster;
                for (const QString &model : {u"scripted"_s, u"anthropic"_s}) {
                    choice.model = model;
                    const auto bundle = loadBundle(folder, choice);
                    if (!bundle)
                        return tl::unexpected(bundle.error());
                    if (auto plan = deployPlan(*bundle, {}, {}); !plan)
                        return tl::unexpected(plan.error());
                    for (const PhaseSpec &operation : bundle->operations) {
                        if (auto plan = operationPlan(*bundle, operation.id, {}); !plan)
                            return tl::unexpected(plan.error());
                    }
                    ++read;
                }
            }
        }
    }
    return read;
}

} // namespace deploy

// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made.h"

#include <QDeadlineTimer>
#include <QEventLoop>
#include <QNetworkAccessManager>
#include <QNetworkReply>

namespace programs {

using namespace Qt::StringLiterals;
using deploy::PlanStep;

namespace {

QString text(const Json &object, const char *pointer)
{
    const Json::json_pointer path(pointer);
    return object.contains(path) && object.at(path).is_string()
               ? QString::fromStdString(object.at(path).get<std::string>())
               : QString();
}

/// What names an object, and nothing else.
Json bare(const Json &object)
{
    Json out{{"apiVersion", object.at("apiVersion")},
             {"kind", object.at("kind")},
             {"metadata", {{"name", object.at("metadata").at("name")}}}};
    if (const QString ns = text(object, "/metadata/namespace"); !ns.isEmpty())
        out["metadata"]["namespace"] = ns.toStdString();
    return out;
}

/// Group, kind, namespace and name: one object's versions are one thing.
QString nameOf(const Json &object)
{
    const QString version = text(object, "/apiVersion");
    return (version.contains(u'/') ? version.section(u'/', 0, 0) + u'/' : QString())
           + text(object, "/kind") + u' ' + text(object, "/metadata/namespace") + u'/'
           + text(object, "/metadata/name");
}

Json listOf(const Json &items)
{
    return {{"apiVersion", "v1"}, {"kind", "List"}, {"items", items}};
}

QByteArray bytes(const Json &json)
{
    return QByteArray::fromStdString(json.dump());
}

/// PATCH with null for every value it writes, and the pointer to the first of them.
Json undoing(const Json &patch, const std::string &at, std::string &first)
{
    if (!patch.is_object()) {
        if (first.empty())
            first = at;
        return nullptr;
    }
    Json out = Json::object();
    for (const auto &[key, value] : patch.items())
        out[key] = undoing(value, at + '/' + key, first);
    return out;
}

/// The same for JSON patch operations that add to the end of a list: LIVE has them as its last.
Json takingBack(const Json &operations, const Json &live, std::string &first)
{
    Json out = Json::array();
    for (const Json &operation : operations) {
        std::string path = operation.value("path", "");
        const auto end = path.rfind("/-");
        if (end != std::string::npos && end + 2 == path.size()) {
            const Json::json_pointer list(path.substr(0, end));
            const std::size_t size = live.contains(list) ? live.at(list).size() : 0;
            path.replace(end, 2, '/' + std::to_string(size == 0 ? 0 : size - 1));
        }
        if (first.empty())
            first = path;
        out.push_back({{"op", "remove"}, {"path", path}});
    }
    return out;
}

constexpr std::chrono::seconds tunnelTime(60);
constexpr std::chrono::seconds goneTime(5); ///< to a pod that the cluster says is not there

/// A forward of the cockpit's own, for as long as this lives.
class Tunnel {
public:
    Tunnel(const Home &home, const QString &forward)
        : m_process(home.start(QStringLiteral(PROGRAM_DIR "/trustusbank-cockpit"),
                               {u"forwards"_s, u"--only"_s, forward, u"--ports"_s, u"auto"_s,
                                u"--json"_s, u"-"_s}))
    {
        // A sanitizer's cockpit on a busy machine says nothing for seconds; one that ends ends
        // this.
        QDeadlineTimer patience(tunnelTime);
        while (m_port == 0 && !patience.hasExpired()
               && (m_process->canReadLine()
                   || m_process->waitForReadyRead(int(patience.remainingTime())))) {
            m_lastWords = m_process->readLine();
            const Json line = Json::parse(m_lastWords.toStdString(), nullptr, false);
            if (!line.is_object())
                continue;
            if (text(line, "/state") == u"Verified")
                m_port = text(line, "/local").section(u':', -1).toInt();
            const bool isGone = text(line, "/state") == u"Waiting"
                                && !text(line, "/why").startsWith(u"for the API server");
            if (std::exchange(m_isGone, isGone) != isGone)
                patience = QDeadlineTimer(isGone ? goneTime : tunnelTime);
        }
    }
    ~Tunnel()
    {
        m_process->terminate();
        m_process->waitForFinished();
    }
    /// "" or why nothing can be asked, other than that there is no pod to ask.
    QString trouble() const
    {
        return m_port > 0 || m_isGone
                   ? QString()
                   : u"no forward for the catalogue: "_s
                         + QString::fromUtf8(m_lastWords + m_process->readAllStandardError());
    }
    int ask(const QByteArray &method, const QString &path) const
    {
        return m_port > 0 ? httpStatus(method, u"http://127.0.0.1:%1%2"_s.arg(m_port).arg(path))
                          : 0;
    }

private:
    std::unique_ptr<QProcess> m_process;
    QByteArray m_lastWords;
    int m_port = 0;
    bool m_isGone = false;
};

} // namespace

int httpStatus(const QByteArray &method, const QString &url, const QByteArray &body,
               QByteArray *digest, QByteArray *answer)
{
    QNetworkAccessManager manager;
    QNetworkRequest request{QUrl(url, QUrl::StrictMode)};
    request.setHeader(QNetworkRequest::ContentTypeHeader, QByteArray("application/json"));
    request.setRawHeader("Accept", "application/vnd.oci.image.manifest.v1+json, */*");
    request.setTransferTimeout(10'000);
    const std::unique_ptr<QNetworkReply> reply(manager.sendCustomRequest(request, method, body));
    QEventLoop loop;
    QObject::connect(reply.get(), &QNetworkReply::finished, &loop, &QEventLoop::quit);
    loop.exec();
    if (digest)
        *digest = reply->rawHeader("Docker-Content-Digest");
    if (answer)
        *answer = reply->readAll();
    return reply->attribute(QNetworkRequest::HttpStatusCodeAttribute).toInt();
}

bool Thing::cascades() const
{
    const QString what = text(object, "/kind");
    return kind == Kind::Object && (what == u"Namespace" || what == u"CustomResourceDefinition");
}

Made::Made(Home &home, const Json &ready)
    : m_home(home)
{
    list(ready);
}

void Made::list(const Json &ready)
{
    m_tools = text(ready, "/tools");
    m_registry = text(ready, "/registry");
    deploy::Choice choice;
    choice.cluster = u"stage"_s;
    choice.licences = u"not-needed"_s;
    choice.pace = u"fast"_s;
    choice.model = u"scripted"_s;
    choice.registryHost = m_registry;
    auto bundle = deploy::loadBundle(QStringLiteral(SOURCE_DIR "/resources/demo"), choice);
    auto plan = bundle ? deploy::deployPlan(*bundle, {}, {}) : tl::unexpected(bundle.error());
    if (!plan) {
        m_trouble = plan.error().summary;
        return;
    }
    m_bundle.emplace(std::move(*bundle));
    m_plan = std::move(*plan);
    for (const PlanStep &step : m_plan.steps) {
        if (step.chosen)
            listStep(step);
    }
}

void Made::listStep(const PlanStep &step)
{
    const QString id = step.spec.id;
    const auto object = [&](const Json &made) {
        add({Thing::Kind::Object, id, nameOf(made), bare(made), {}, {}, {}, {}});
    };
    const auto tag = [&](const QString &repository, const QString &name) {
        add({Thing::Kind::Tag, id, repository + u':' + name, {}, {}, {}, repository, name});
    };
    if (const auto *apply = std::get_if<deploy::ApplyStep>(&step.spec.kind)) {
        for (const Json &made : apply->objects)
            object(made);
    } else if (const auto *secret = std::get_if<deploy::SecretStep>(&step.spec.kind)) {
        object(secret->object);
    } else if (const auto *patch = std::get_if<deploy::PatchStep>(&step.spec.kind)) {
        const kube::Ref &ref = patch->object;
        const Json of{{"apiVersion", ref.apiVersion.toStdString()},
                      {"kind", ref.kind.toStdString()},
                      {"metadata",
                       {{"name", ref.name.toStdString()}, {"namespace", ref.ns.toStdString()}}}};
        Thing change{Thing::Kind::Change, id, u"change of "_s + nameOf(of), of, {}, {}, {}, {}};
        const Ran found =
            m_home.run(u"kubectl"_s, {u"get"_s, u"-f"_s, u"-"_s, u"-o"_s, u"json"_s}, bytes(of));
        const Json list = Json::parse(found.out.toStdString(), nullptr, false);
        const Json live = list.is_object() && list.contains("items") ? list["items"].at(0) : list;
        change.undo = patch->patch.is_array() ? takingBack(patch->patch, live, change.field)
                                              : undoing(patch->patch, "", change.field);
        add(change);
    } else if (const auto *image = std::get_if<deploy::ImageStep>(&step.spec.kind)) {
        const deploy::ImageSpec &spec = *m_bundle->image(image->image);
        const QString repository = m_bundle->repository(spec.name);
        tag(repository, spec.tag);
        for (const QString &alias : spec.aliases)
            tag(repository, alias);
        QByteArray digest;
        httpStatus("GET", u"http://%1/v2/%2/manifests/%3"_s.arg(m_registry, repository, spec.tag),
                   {}, &digest);
        tag(repository, QString::fromLatin1(digest).replace(u':', u'-') + u".sig"_s);
    } else if (const auto *http = std::get_if<deploy::HttpStep>(&step.spec.kind)) {
        const auto *made = std::get_if<deploy::HttpCall>(&step.spec.doneWhen.at(0).kind);
        const QString base = m_bundle->forward(http->call.forward)->id;
        add({Thing::Kind::Entry,
             id,
             made->url,
             {},
             {},
             {},
             base,
             u'/' + made->url.section(u'/', 3)});
    } else if (const auto *helm = std::get_if<deploy::HelmStep>(&step.spec.kind)) {
        listRelease(step, *helm);
    }
}

/// A release is one thing; its first, middle and last object are three more.
void Made::listRelease(const PlanStep &step, const deploy::HelmStep &helm)
{
    add({Thing::Kind::Release,
         step.spec.id,
         u"release "_s + helm.ns + u'/' + helm.release,
         {},
         {},
         {},
         helm.ns,
         helm.release});
    const Ran manifest =
        m_home.run(m_tools + u"/helm"_s, {u"get"_s, u"manifest"_s, helm.release, u"-n"_s, helm.ns});
    const Ran found =
        m_home.run(u"kubectl"_s, {u"get"_s, u"-n"_s, helm.ns, u"-f"_s, u"-"_s, u"-o"_s, u"json"_s},
                   manifest.out.toUtf8());
    const Json json = Json::parse(found.out.toStdString(), nullptr, false);
    Json items = json.is_object() ? json.value("items", Json::array({json})) : Json::array();
    if (items.empty())
        m_trouble = u"nothing of release "_s + helm.release + u" is there: "_s + manifest.words
                    + found.words;
    std::set<std::size_t> chosen;
    for (std::size_t part = 0; part <= 2 && !items.empty(); ++part)
        chosen.insert(part * (items.size() - 1) / 2);
    for (const std::size_t index : chosen)
        add({Thing::Kind::Object,
             step.spec.id,
             nameOf(items[index]),
             bare(items[index]),
             {},
             {},
             {},
             {}});
}

std::vector<Thing> Made::of(const QString &step) const
{
    std::vector<Thing> out;
    for (const Thing &thing : m_things) {
        if (thing.step == step)
            out.push_back(thing);
    }
    return out;
}

std::set<QString> Made::needing(const std::set<QString> &steps) const
{
    std::set<QString> out;
    for (std::size_t before = out.size() + 1; before != out.size();) {
        before = out.size();
        for (const PlanStep &step : m_plan.steps) {
            for (const std::size_t need : step.needs) {
                const QString id = m_plan.steps[need].spec.id;
                if (steps.count(id) || out.count(id))
                    out.insert(step.spec.id);
            }
        }
    }
    return out;
}

int Made::registry(const QByteArray &method, const Thing &tag) const
{
    return httpStatus(method, u"http://%1/v2/%2/manifests/%3"_s.arg(m_registry, tag.ns, tag.id));
}

QString Made::remove(const std::vector<Thing> &things) const
{
    QString left;
    Json objects = Json::array();
    for (const Thing &thing : things) {
        if (thing.kind == Thing::Kind::Entry) {
            const Tunnel tunnel(m_home, thing.ns);
            if (const int status = tunnel.ask("DELETE", thing.id); status != 200)
                left += u"%1 is still in the catalogue: HTTP %2 %3\n"_s.arg(thing.name,
                                                                            QString::number(status),
                                                                            tunnel.trouble());
        } else if (thing.kind == Thing::Kind::Tag) {
            if (registry("DELETE", thing) != 202)
                left += thing.name + u" is still in the registry\n"_s;
        } else if (thing.kind == Thing::Kind::Change) {
            const Ran ran =
                m_home.run(u"kubectl"_s,
                           {u"patch"_s, u"-f"_s, u"-"_s,
                            thing.undo.is_array() ? u"--type=json"_s : u"--type=merge"_s, u"-p"_s,
                            QString::fromUtf8(bytes(thing.undo))},
                           bytes(thing.object));
            left += ran.exit == 0 ? QString() : ran.words;
        } else if (thing.kind == Thing::Kind::Release) {
            const Ran ran =
                m_home.run(m_tools + u"/helm"_s, {u"uninstall"_s, thing.id, u"-n"_s, thing.ns});
            left += ran.exit == 0 ? QString() : ran.words;
        } else {
            objects.push_back(thing.object);
        }
    }
    return left + removeObjects(objects);
}

QString Made::removeObjects(const Json &objects) const
{
    if (objects.empty())
        return {};
    const Ran ran = m_home.run(u"kubectl"_s, {u"delete"_s, u"-f"_s, u"-"_s, u"--timeout=60s"_s},
                               bytes(listOf(objects)), 120);
    return ran.exit == 0 ? QString() : ran.words;
}

Made::Seen Made::look() const
{
    Seen seen;
    Json wanted = Json::array();
    std::set<QString> releases;
    const Ran listed = m_home.run(m_tools + u"/helm"_s, {u"list"_s, u"-A"_s, u"-o"_s, u"json"_s});
    const Json rows = Json::parse(listed.out.toStdString(), nullptr, false);
    for (const Json &row : rows.is_array() ? rows : Json::array())
        releases.insert(text(row, "/namespace") + u'/' + text(row, "/name"));
    for (const Thing &thing : m_things) {
        if (thing.kind == Thing::Kind::Object || thing.kind == Thing::Kind::Change)
            wanted.push_back(thing.object);
    }
    const Ran got =
        m_home.run(u"kubectl"_s,
                   {u"get"_s, u"-f"_s, u"-"_s, u"-o"_s, u"json"_s, u"--ignore-not-found"_s},
                   bytes(listOf(wanted)), 120);
    std::map<QString, Json> there;
    const Json list = Json::parse(got.out.toStdString(), nullptr, false);
    for (const Json &item :
         list.is_object() ? list.value("items", Json::array({list})) : Json::array())
        there[nameOf(item)] = item;
    if (there.empty() || releases.empty())
        seen.trouble = listed.words + got.words;
    const std::map<QString, int> entries = askEntries(seen.trouble);
    for (const Thing &thing : m_things) {
        bool is = true;
        const auto found =
            there.find(nameOf(thing.object.is_null() ? Json::object() : thing.object));
        switch (thing.kind) {
        case Thing::Kind::Object: is = found != there.end(); break;
        case Thing::Kind::Change:
            is = found != there.end() && found->second.contains(Json::json_pointer(thing.field));
            break;
        case Thing::Kind::Release: is = releases.count(thing.ns + u'/' + thing.id) > 0; break;
        case Thing::Kind::Tag: is = registry("GET", thing) == 200; break;
        case Thing::Kind::Entry: is = entries.at(thing.name) != 404; break;
        }
        if (!is)
            seen.missing.insert(thing.step);
        else if (thing.kind == Thing::Kind::Entry && entries.at(thing.name) != 200)
            seen.unknown.insert(thing.step);
    }
    return seen;
}

std::map<QString, int> Made::askEntries(QString &trouble) const
{
    std::map<QString, int> out;
    std::unique_ptr<Tunnel> tunnel;
    for (const Thing &thing : m_things) {
        if (thing.kind != Thing::Kind::Entry)
            continue;
        if (!tunnel)
            tunnel = std::make_unique<Tunnel>(m_home, thing.ns);
        trouble += out.empty() ? tunnel->trouble() : QString();
        out[thing.name] = tunnel->ask("GET", thing.id);
    }
    return out;
}

} // namespace programs

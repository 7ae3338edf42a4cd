// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/deploy/bundle.h"
#include "backend/deploy/reader.h"

#include <QDir>
#include <algorithm>
#include <set>

using namespace Qt::StringLiterals;

namespace deploy {

namespace {

template <class List, class Key>
auto findIn(const List &list, Key key, const QString &value) -> decltype(&list[0])
{
    const auto at = std::find_if(list.begin(), list.end(),
                                 [&](const auto &each) { return each.*key == value; });
    return at == list.end() ? nullptr : &*at;
}

/// The bundle's names and, as marks, its secrets.
Lookup withSecrets(const Bundle &bundle)
{
    return [&bundle](const std::string &name) -> std::optional<Json> {
        if (name.rfind("secret.", 0) == 0) {
            const std::string secret = name.substr(7);
            if (bundle.secret(QString::fromStdString(secret)))
                return Json(secretMark(secret));
            return std::nullopt;
        }
        return walk(bundle.vars, name);
    };
}

std::optional<PhaseSpec> readPlan(Reader &reader, const Known &known, const QString &path,
                                  bool operation)
{
    const Place start{path, 1, 1};
    const auto nodes = reader.documents(path, start, known.lookup);
    if (reader.failed())
        return std::nullopt;
    if (nodes.size() != 1 || !nodes[0].isMap()) {
        reader.fail(start, u"no mapping"_s, u"one mapping with id, title and steps"_s);
        return std::nullopt;
    }
    const Node &root = nodes[0];
    PhaseSpec phase;
    if (!reader.map(root, {"id", "title", "needs", "steps"}))
        return std::nullopt;
    phase.place = root.place;
    phase.id = operation ? reader.text(root, "id", QFileInfo(path).completeBaseName())
                         : reader.text(root, "id");
    phase.title = reader.text(root, "title");
    phase.needs = reader.texts(root, "needs", &phase.needPlaces);
    phase.steps = readSteps(reader, root, known, operation);
    if (operation && phase.id != QFileInfo(path).completeBaseName())
        reader.fail(root.find("id")->place, u"id “"_s + phase.id + u"”"_s,
                    u"the file's name, “"_s + QFileInfo(path).completeBaseName() + u"”"_s);
    return phase;
}

std::vector<PhaseSpec> readFolder(Reader &reader, const Known &known, const QString &folder,
                                  bool operation)
{
    std::vector<PhaseSpec> phases;
    const QDir dir(known.bundle.folder + u'/' + folder);
    for (const QString &name : dir.entryList({u"*.yaml"_s}, QDir::Files, QDir::Name)) {
        auto phase = readPlan(reader, known, folder + u'/' + name, operation);
        if (!phase)
            return phases;
        if (const PhaseSpec *twin = findIn(phases, &PhaseSpec::id, phase->id)) {
            reader.fail(phase->place,
                        u"phase “"_s + phase->id + u"” a second time (first in "_s
                            + twin->place.file + u")"_s,
                        u"an id of its own"_s);
            return phases;
        }
        phases.push_back(*std::move(phase));
    }
    return phases;
}

/// Ids once each, phases' steps named after their phase, needs that exist.
void checkIds(Reader &reader, const std::vector<PhaseSpec> &phases, bool operation)
{
    std::set<QString> ids;
    for (const PhaseSpec &phase : phases) {
        if (operation)
            ids.clear();
        for (const StepSpec &step : phase.steps) {
            if (!operation && !step.id.startsWith(phase.id + u'.'))
                reader.fail(step.place, u"step “"_s + step.id + u"”"_s,
                            u"an id that begins with “"_s + phase.id + u".”"_s);
            if (!ids.insert(step.id).second)
                reader.fail(step.place, u"step “"_s + step.id + u"” a second time"_s,
                            u"an id of its own"_s);
        }
        if (operation) {
            for (const StepSpec &step : phase.steps) {
                for (qsizetype i = 0; i < step.needs.size(); ++i) {
                    if (!ids.count(step.needs[i]))
                        reader.fail(step.needPlaces[i],
                                    u"unknown step “"_s + step.needs[i] + u"”"_s,
                                    u"a step of this operation"_s);
                }
            }
        }
    }
    if (operation)
        return;
    for (const PhaseSpec &phase : phases) {
        for (qsizetype i = 0; i < phase.needs.size(); ++i) {
            if (!findIn(phases, &PhaseSpec::id, phase.needs[i]))
                reader.fail(phase.needPlaces[i], u"unknown phase “"_s + phase.needs[i] + u"”"_s,
                            u"the id of a phase"_s);
        }
        for (const StepSpec &step : phase.steps) {
            for (qsizetype i = 0; i < step.needs.size(); ++i) {
                if (!ids.count(step.needs[i]))
                    reader.fail(step.needPlaces[i], u"unknown step “"_s + step.needs[i] + u"”"_s,
                                u"the id of a step"_s);
            }
        }
    }
}

/// Depth-first over steps; a phase's needs count as needs of each of its steps.
class Cycles {
public:
    Cycles(Reader &reader, const std::vector<PhaseSpec> &phases)
        : m_reader(reader)
        , m_phases(phases)
    {
        for (const PhaseSpec &phase : phases) {
            for (const StepSpec &step : phase.steps)
                m_steps.emplace(step.id, std::pair{&phase, &step});
        }
    }

    void check()
    {
        for (const auto &[id, step] : m_steps)
            visit(id, step.second->place);
    }

private:
    void visit(const QString &id, const Place &from)
    {
        if (m_done.count(id) || m_reader.failed())
            return;
        if (m_path.contains(id)) {
            m_reader.fail(from,
                          u"needs go in a circle: "_s
                              + (m_path.mid(m_path.indexOf(id)) << id).join(u" → "_s),
                          u"needs without a circle"_s);
            return;
        }
        m_path << id;
        const auto &[phase, step] = m_steps.at(id);
        for (qsizetype i = 0; i < step->needs.size(); ++i)
            visit(step->needs[i], step->needPlaces[i]);
        for (qsizetype i = 0; i < phase->needs.size(); ++i) {
            for (const StepSpec &other : findIn(m_phases, &PhaseSpec::id, phase->needs[i])->steps)
                visit(other.id, phase->needPlaces[i]);
        }
        m_path.removeLast();
        m_done.insert(id);
    }

    Reader &m_reader;
    const std::vector<PhaseSpec> &m_phases;
    std::map<QString, std::pair<const PhaseSpec *, const StepSpec *>> m_steps;
    QStringList m_path;
    std::set<QString> m_done;
};

void checkEditions(Reader &reader, const Bundle &bundle)
{
    for (const Edition &edition : bundle.editions) {
        const auto wrong = [&](const QString &what, const QString &name, const QString &expected) {
            reader.fail(edition.place,
                        u"edition “"_s + edition.id + u"” names "_s + what + u" “"_s + name
                            + u"”"_s,
                        expected);
        };
        for (const QString &phase : edition.phases) {
            if (!findIn(bundle.phases, &PhaseSpec::id, phase))
                wrong(u"phase"_s, phase, u"the id of a file in phases/"_s);
        }
        for (const QString &forward : edition.forwards) {
            if (!bundle.forward(forward))
                wrong(u"forward"_s, forward, u"the id of one of demo.yaml's forwards"_s);
        }
        reader.file(edition.acts, edition.place);
    }
}

/// Leaves the forwards that the edition has, and the tabs that stand on one of them.
void pickForwards(Bundle &bundle)
{
    const QStringList picked = bundle.current()->forwards;
    if (picked.isEmpty())
        return;
    std::erase_if(bundle.forwards,
                  [&](const ForwardSpec &forward) { return !picked.contains(forward.id); });
    std::erase_if(bundle.tabs, [&](const TabSpec &tab) { return !picked.contains(tab.forward); });
}

} // namespace

bool Predicate::holds(const Facts &facts) const
{
    for (auto it = any.begin(); it != any.end(); ++it) {
        if (!it.value().contains(facts.value(it.key())))
            return false;
    }
    return true;
}

QString Predicate::text() const
{
    QStringList parts;
    for (auto it = any.begin(); it != any.end(); ++it)
        parts << it.key() + u' ' + it.value().join(u" or "_s);
    return parts.join(u", "_s);
}

Facts Bundle::facts() const
{
    Facts facts{{u"edition"_s, edition},
                {u"cluster"_s, cluster},
                {u"registry"_s, registryIsLocal() ? u"local"_s : u"elsewhere"_s},
                {u"model"_s, model},
                {u"licences"_s, licences}};
    for (const OptionSpec &option : options)
        facts[option.name] = option.taken;
    return facts;
}

bool Bundle::registryIsLocal() const
{
    const QString host = registryHost.section(u':', 0, 0);
    return host == u"localhost" || host == u"127.0.0.1";
}

Lookup Bundle::lookup() const
{
    return [values = vars](const std::string &wanted) { return walk(values, wanted); };
}

const Edition *Bundle::current() const
{
    return findIn(editions, &Edition::id, edition);
}

QString Bundle::actsFile() const
{
    const Edition *chosen = current();
    return chosen ? chosen->acts : u"acts.yaml"_s;
}

bool Bundle::isOfEdition(const StepSpec &step) const
{
    const auto named = step.when.any.constFind(u"edition"_s);
    return named == step.when.any.constEnd() || named->contains(edition);
}

const PhaseSpec *Bundle::operation(const QString &id) const
{
    return findIn(operations, &PhaseSpec::id, id);
}

const ImageSpec *Bundle::image(const QString &id) const
{
    return findIn(images, &ImageSpec::id, id);
}

const ForwardSpec *Bundle::forward(const QString &id) const
{
    return findIn(forwards, &ForwardSpec::id, id);
}

const SecretSpec *Bundle::secret(const QString &wanted) const
{
    return findIn(secrets, &SecretSpec::name, wanted);
}

QString Bundle::repository(const QString &imageName) const
{
    return registryPrefix.section(u'/', 1) + u'/' + imageName;
}

core::Result<Bundle> loadBundle(const QString &folder, const Choice &choice)
{
    Reader reader(folder);
    Bundle bundle;
    bundle.folder = folder;
    readDemo(reader, choice, bundle);
    const Known known{bundle, withSecrets(bundle)};
    if (!reader.failed())
        bundle.phases = readFolder(reader, known, u"phases"_s, false);
    if (!reader.failed())
        bundle.operations = readFolder(reader, known, u"operations"_s, true);
    checkIds(reader, bundle.phases, false);
    checkIds(reader, bundle.operations, true);
    if (!reader.failed()) {
        checkEditions(reader, bundle);
        Cycles(reader, bundle.phases).check();
        for (const PhaseSpec &operation : bundle.operations)
            Cycles(reader, {operation}).check();
    }
    if (reader.failed())
        return tl::unexpected(*reader.fault());
    pickForwards(bundle); // the phases of other editions may name any
    return bundle;
}

} // namespace deploy

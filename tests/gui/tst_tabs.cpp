// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "app/window/window.h"
#include "tests/gui/ownhome.h"
#include "tests/gui/rehearsal.h"
#include "tests/gui/site.h"

#include <QNetworkAccessManager>
#include <QNetworkReply>
#include <QSignalSpy>
#include <QTest>
#include <QUrlQuery>
#include <cmath>
#include <csignal>

using namespace Qt::StringLiterals;
using app::Window;
using Json = nlohmann::json;

namespace {

constexpr int deployTime = 120'000, cueTime = 60'000, pageTime = 30'000;
/// How often the pages ask, and what an answer may take on a machine with other work to do.
constexpr int attackerAsks = 3000, catalogueAsks = 2000, othersAsk = 1000, answering = 3000;

const show::CueRecord *current(const Window &window)
{
    return window.performance()->player().current();
}

/// Page and API are asked one after the other while the show goes on: once they agree, they have
/// agreed.
template <class Check> auto once(Check check)
{
    return [check, agreed = false]() mutable {
        agreed = agreed || check();
        return agreed;
    };
}

bool waits(const Window &window)
{
    const show::CueRecord *record = current(window);
    return record && record->state == show::CueState::Standby;
}

} // namespace

/// The eight tabs of the real window on a real stage: each is proved by what stands on it, and its
/// numbers by the same question to the API.
class TestTabs : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void init() { QTest::failOnWarning(site::ourWarnings()); }
    void everyPageIsThereSignedIn();
    void namedElementsSayWhatTheyShould_data();
    void namedElementsSayWhatTheyShould();
    void nothingIsRedBeforeAnythingLeft();
    void numbersFollowActTwo();
    void dashboardAnswersLikePrometheus();
    void actThreeIsRefusedByName();
    void aChangeIsThereWithinOneRefresh();
    void pagesGrowByKey();
    void aLinkOpensTheOtherServicesTab();
    void theStageDiesMidShow();
    void cleanupTestCase();

private:
    QString dom(const QString &tab, const QString &script)
    {
        return site::said(*m_window->present().stage().page(tab)->web(), script);
    }
    QString text(const QString &tab, const QString &selector)
    {
        return dom(tab, u"(document.querySelector('%1') || {}).textContent || ''"_s.arg(selector));
    }
    Json ask(const QString &forward, const QString &path);
    QString tile(const QString &of); ///< the dashboard's figure whose query goes there
    void play(const QString &act);
    void aPromptIsThePagesOwn();
    void aPageThatDiesWithItsPromptCostsNothing();
    QColor pixel(const QString &tab, const QString &selector);

    OwnHome m_home;
    std::unique_ptr<Window> m_window;
    QNetworkAccessManager m_network;
};

void TestTabs::initTestCase()
{
    QTest::failOnWarning(site::ourWarningsFromTheFirstPageOn());
    QVERIFY(m_home.enter());
    widgets::WebEngine *engine = site::engine();
    QVERIFY(engine);
    app::Options options;
    options.ports = u"auto"_s;
    m_window = std::make_unique<Window>(options, engine, QString());
    m_window->resize(1920, 1080);
    m_window->show();
    QSignalSpy playable(m_window.get(), &Window::playable), failed(m_window.get(), &Window::failed);
    QTest::mouseClick(m_window->findChild<QPushButton *>(u"rehearse"_s), Qt::LeftButton);
    QTRY_VERIFY_WITH_TIMEOUT(!playable.isEmpty() || !failed.isEmpty(), deployTime);
    QVERIFY2(failed.isEmpty(),
             failed.isEmpty() ? "" : qPrintable(failed.first().first().toString()));
}

Json TestTabs::ask(const QString &forward, const QString &path)
{
    std::unique_ptr<QNetworkReply> reply(
        m_network.get(QNetworkRequest(QUrl(m_window->session()->forwardUrl(forward) + path))));
    QSignalSpy finished(reply.get(), &QNetworkReply::finished);
    finished.wait(10'000);
    Json answer = Json::parse(reply->readAll().toStdString(), nullptr, false);
    return answer.is_object() ? answer : Json::object();
}

void TestTabs::play(const QString &act)
{
    m_window->performance()->standBy(act);
    while (!m_window->performance()->over(act)) {
        QTRY_VERIFY_WITH_TIMEOUT(m_window->performance()->over(act) || waits(*m_window), cueTime);
        if (m_window->performance()->over(act))
            break;
        m_window->performance()->go(widgets::GoSource::Deliberate);
        QTRY_VERIFY_WITH_TIMEOUT(m_window->performance()->over(act) || waits(*m_window)
                                     || m_window->performance()->busy(),
                                 cueTime);
    }
    QVERIFY(m_window->performance()->over(act));
}

QString TestTabs::tile(const QString &of)
{
    return dom(u"grafana"_s, u"[...document.querySelectorAll('.tile')].find((t) => "
                             "t.querySelector('summary').textContent.includes('%1'))"
                             ".querySelector('b').textContent"_s.arg(of));
}

/// The most colourful pixel of an element.
QColor TestTabs::pixel(const QString &tab, const QString &selector)
{
    m_window->present().stage().show(tab);
    const QStringList box =
        dom(tab, u"(() => { const b = document.querySelector('%1').getBoundingClientRect(); "
                 "return [b.x, b.y, b.width, b.height].map(Math.round).join() })()"_s.arg(selector))
            .split(u',');
    QImage image;
    widgets::TabPage *page = m_window->present().stage().page(tab);
    QElapsedTimer timer;
    QColor most;
    timer.start();
    while (timer.elapsed() < 5000 && most.saturation() < 80) {
        QCoreApplication::processEvents(QEventLoop::AllEvents | QEventLoop::WaitForMoreEvents, 50);
        image = page->web()->grab();
        for (int y = box.value(1).toInt(); y < box.value(1).toInt() + box.value(3).toInt(); ++y) {
            for (int x = box.value(0).toInt(); x < box.value(0).toInt() + 200; ++x) {
                if (image.valid(x, y) && image.pixelColor(x, y).saturation() > most.saturation())
                    most = image.pixelColor(x, y);
            }
        }
    }
    return most;
}

void TestTabs::everyPageIsThereSignedIn()
{
    for (const deploy::TabSpec &tab : m_window->session()->bundle().tabs) {
        widgets::TabPage *page = m_window->present().stage().page(tab.id);
        QVERIFY2(page && page->hasWeb(), qPrintable(tab.id));
        QElapsedTimer timer;
        timer.start();
        while (!page->isLive() && timer.elapsed() < pageTime)
            QTest::qWait(100);
        QVERIFY2(page->isLive(), qPrintable(tab.id + u": "_s + page->bannerText() + u'\n'
                                            + page->web()->url().toString() + u'\n'
                                            + dom(tab.id, u"document.body.innerText"_s).left(400)));
        QCOMPARE(page->web()->url().path(), tab.path);
        QCOMPARE(page->web()->url().port(),
                 m_window->session()->bundle().forward(tab.forward)->port);
        QVERIFY(dom(tab.id, u"String(document.querySelectorAll('input[type=password]').length)"_s)
                == u"0"_s);
    }
}

void TestTabs::namedElementsSayWhatTheyShould_data()
{
    QTest::addColumn<QString>("tab");
    QTest::addColumn<QString>("selector");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char *tab, const char *selector, const char *text) {
        QTest::newRow(tab) << QString::fromLatin1(tab) << QString::fromLatin1(selector)
                           << QString::fromUtf8(text);
    };
    row("chatbot", "#status", "connected");
    row("attacker", "#count", "0");
    row("registry", "#servers", "4");
    row("grafana", "#offenders .empty", "Nobody was refused in this window.");
    row("alerts", "#total", "none firing");
    row("inbox", "#count", "0");
    row("kagent", "#sessions", "Nobody has asked anything yet.");
    row("registry-b", "#heading", "Servers (4)");
}

void TestTabs::namedElementsSayWhatTheyShould()
{
    QFETCH(QString, tab);
    QFETCH(QString, selector);
    QFETCH(QString, expected);
    QTRY_COMPARE_WITH_TIMEOUT(text(tab, selector), expected, pageTime);
}

void TestTabs::nothingIsRedBeforeAnythingLeft()
{
    QCOMPARE(dom(u"attacker"_s, u"String(document.body.classList.contains('hit'))"_s), u"false"_s);
    const QColor figure = pixel(u"attacker"_s, u"#count"_s);
    QVERIFY2(figure.saturation() < 80, qPrintable(figure.name()));
}

/// Typed into the page and sent by it: the trace is the one that the page sent, and the page shows
/// the answer by itself.
void TestTabs::aPromptIsThePagesOwn()
{
    const auto &reply = m_window->performance()->hands().reply();
    QVERIFY(reply && reply->completed);
    QCOMPARE(dom(u"chatbot"_s, u"String(cockpitAsked.length)"_s), u"1"_s);
    QCOMPARE(dom(u"chatbot"_s, u"cockpitAsked[0].traceparent"_s).section(u'-', 1, 1),
             reply->traceId);
    QCOMPARE(reply->traceId.size(), 32);
    QCOMPARE(dom(u"chatbot"_s, u"String(cockpit.at)"_s), u"0"_s); // told nothing by the cockpit
    QCOMPARE(dom(u"chatbot"_s, u"String(document.querySelectorAll('.user').length)"_s), u"1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(text(u"chatbot"_s, u"#log"_s).contains(reply->text), pageTime);
}

/// Killed while the prompt is being typed: the cockpit asks itself, and the page shows it all once
/// it is there again.
void TestTabs::aPageThatDiesWithItsPromptCostsNothing()
{
    auto *performance = m_window->performance();
    widgets::TabPage *page = m_window->present().stage().page(u"chatbot"_s);
    QSignalSpy itself(&performance->hands(), &app::Hands::askingItself);
    performance->standBy(u"1"_s);
    QTRY_VERIFY_WITH_TIMEOUT(waits(*m_window), cueTime);
    const auto isAsked = [performance] { // a press too soon after the last is refused
        if (!performance->hands().busy())
            performance->go(widgets::GoSource::Deliberate);
        return performance->hands().busy();
    };
    QTRY_VERIFY_WITH_TIMEOUT(isAsked(), cueTime);
    ::kill(static_cast<pid_t>(page->web()->process()), SIGKILL);
    QTRY_VERIFY_WITH_TIMEOUT(!itself.isEmpty(), pageTime);
    QTRY_VERIFY_WITH_TIMEOUT(!performance->hands().busy(), cueTime);
    const auto &reply = performance->hands().reply();
    QVERIFY(reply && reply->completed);
    QCOMPARE(reply->gbp, u"4287.55"_s);
    QTRY_VERIFY_WITH_TIMEOUT(page->isLive() && text(u"chatbot"_s, u"#log"_s).contains(reply->text),
                             pageTime);
    QTRY_VERIFY_WITH_TIMEOUT(waits(*m_window), cueTime);
    QCOMPARE(performance->player().current()->id, u"1.2"_s); // the cue is done like any other
}

/// After Act 2 each number is the API's at the same moment, and the attacker's figure is red.
void TestTabs::numbersFollowActTwo()
{
    play(u"1"_s);
    aPromptIsThePagesOwn();
    aPageThatDiesWithItsPromptCostsNothing();
    play(u"2"_s);
    const auto loot = ask(u"attacker"_s, u"/loot"_s).value("count", 0);
    QVERIFY(loot > 0);
    QTRY_COMPARE_WITH_TIMEOUT(text(u"attacker"_s, u"#count"_s), QString::number(loot),
                              attackerAsks + answering);
    const QColor figure = pixel(u"attacker"_s, u"#count"_s);
    QVERIFY2(figure.saturation() > 100 && figure.red() > 180 && figure.green() < 150,
             qPrintable(figure.name()));

    const auto servers =
        ask(u"registry"_s, u"/v0/servers?limit=100&version=latest"_s)["servers"].size();
    QTRY_COMPARE_WITH_TIMEOUT(text(u"registry"_s, u"#servers"_s), QString::number(servers),
                              catalogueAsks + answering);
    const auto firing = [this] {
        int count = 0;
        // Named: a loop over a part of a temporary outlives the temporary.
        const Json groups = ask(u"prometheus"_s, u"/api/v1/rules?type=alert"_s)
                                .value("data", Json::object())
                                .value("groups", Json::array());
        for (const Json &group : groups) {
            for (const Json &rule : group.at("rules"))
                count += rule.value("state", "") == "firing" ? 1 : 0;
        }
        return count == 0 ? u"none firing"_s : u"%1 firing"_s.arg(count);
    };
    auto alertsAgree = once([&] { return text(u"alerts"_s, u"#total"_s) == firing(); });
    QTRY_VERIFY_WITH_TIMEOUT(alertsAgree(), othersAsk + answering);
    const auto mails = [this] {
        return QString::number(
            ask(u"mailhog"_s, u"/api/v2/messages?limit=250"_s).value("total", -1));
    };
    QTRY_VERIFY_WITH_TIMEOUT(mails() != u"0"_s, pageTime);
    auto mailsAgree = once([&] { return text(u"inbox"_s, u"#count"_s) == mails(); });
    QTRY_VERIFY_WITH_TIMEOUT(mailsAgree(), othersAsk + answering);
    QTRY_VERIFY_WITH_TIMEOUT(
        text(u"kagent"_s, u"#steps"_s).contains(u"Calls get_profile"_s)
            || dom(u"kagent"_s, u"String(document.querySelectorAll('.session').length)"_s).toInt()
                   > 0,
        pageTime);
    QVERIFY(text(u"chatbot"_s, u"#log"_s).contains(u"4,287.55"_s)
            || text(u"chatbot"_s, u"#log"_s).contains(u"4287.55"_s));
}

/// Every figure of the dashboard that names a query to Prometheus is what Prometheus answers.
void TestTabs::dashboardAnswersLikePrometheus()
{
    const auto compared = [this] {
        const QString shown =
            dom(u"grafana"_s,
                u"JSON.stringify([...document.querySelectorAll('.tile')].map((t) => "
                "[t.querySelector('h2').textContent, t.querySelector('b').textContent, "
                "(t.querySelector('summary') || {}).textContent || '', (t.querySelector('.query') "
                "|| {}).textContent || '']))"_s);
        const Json tiles = Json::parse(shown.toStdString(), nullptr, false);
        int same = 0;
        for (const Json &tile : tiles) {
            if (tile[2] != "Query to prometheus")
                continue;
            QUrlQuery query;
            query.addQueryItem(u"query"_s,
                               QString::fromLatin1(QUrl::toPercentEncoding(
                                   QString::fromStdString(tile[3].get<std::string>()))));
            const Json result =
                ask(u"prometheus"_s, u"/api/v1/query?"_s + query.toString())["data"]["result"];
            const QString words = QString::fromStdString(tile[1].get<std::string>());
            static const QRegularExpression number(u"^[0-9.]+"_s);
            const QString figure = number.match(words).captured();
            if (result.empty() && (words == u"not instrumented" || figure == u"0")) {
                ++same;
                continue;
            }
            if (result.empty() || figure.isEmpty())
                return QString(u"%1 shows %2, Prometheus has %3"_s.arg(
                    QString::fromStdString(tile[0].get<std::string>()), words,
                    QString::fromStdString(result.dump())));
            const double value = std::stod(result[0]["value"][1].get<std::string>());
            if (std::abs(std::round(value * 10) / 10 - figure.toDouble()) > 0.05)
                return QString(u"%1 shows %2, Prometheus says %3"_s
                                   .arg(QString::fromStdString(tile[0].get<std::string>()), words)
                                   .arg(value));
            ++same;
        }
        return same >= 5 ? QString() : u"only %1 figures name a query"_s.arg(same);
    };
    QString difference;
    auto figuresAgree = once([&] {
        difference = compared();
        return difference.isEmpty();
    });
    QTRY_VERIFY2_WITH_TIMEOUT(figuresAgree(), qPrintable(difference), pageTime);
    QCOMPARE(tile(u"attacker"_s),
             QString::number(ask(u"attacker"_s, u"/loot"_s).value("count", 0)));
}

/// The dashboard names who was refused, by whom and how often, and what the attacker has received
/// stays what it was.
void TestTabs::actThreeIsRefusedByName()
{
    const QString before = QString::number(ask(u"attacker"_s, u"/loot"_s).value("count", 0));
    QVERIFY(text(u"grafana"_s, u"#offenders .empty"_s) != QString());
    play(u"3"_s);
    const auto query = [this](const QString &part) {
        return text(u"grafana"_s, part + u" .query"_s);
    };
    const auto asked = [this](const QString &forward, const QString &path, const QString &words) {
        QUrlQuery out;
        out.addQueryItem(u"query"_s, QString::fromLatin1(QUrl::toPercentEncoding(words)));
        return ask(forward, path + out.toString())["data"]["result"];
    };
    // The offending pod: one row, with the attempts that Prometheus has at the same moment.
    const auto cells = [this] {
        return dom(u"grafana"_s, u"[...document.querySelectorAll('#offenders td')]"
                                 ".map((cell) => cell.textContent).join('|')"_s);
    };
    const auto refusals = [&] {
        const Json result = asked(u"prometheus"_s, u"/api/v1/query?"_s, query(u"#offenders"_s));
        return result.size() == 1
                   ? QString::number(std::stod(result[0]["value"][1].get<std::string>()))
                   : u"%1 rows"_s.arg(result.size());
    };
    QString difference;
    auto rowAgrees = once([&] {
        const QString attempts = refusals();
        difference = cells() + u", Prometheus has "_s + attempts;
        return cells().section(u'|', -1) == attempts;
    });
    QTRY_VERIFY2_WITH_TIMEOUT(rowAgrees(), qPrintable(difference), pageTime);
    QVERIFY2(cells().startsWith(u"currency-converter|"_s), qPrintable(cells()));
    QVERIFY2(cells().contains(u"|spiffe://"_s) && cells().contains(u"|mock-attacker."_s),
             qPrintable(cells()));
    // And which deployment that is.
    const auto deployed = [this] { return text(u"grafana"_s, u"#deployments"_s); };
    QTRY_VERIFY2_WITH_TIMEOUT(deployed().contains(u"currency-converter-"_s), qPrintable(deployed()),
                              pageTime);
    // The deny lines: as many as Loki has, each with both identities.
    const auto lines = [this] {
        return dom(u"grafana"_s, u"String(document.querySelectorAll('#denies .receipt').length)"_s);
    };
    const auto written = [&] {
        std::size_t out = 0;
        const Json streams = asked(u"loki"_s, u"/loki/api/v1/query_range?"_s, query(u"#denies"_s));
        for (const Json &stream : streams)
            out += stream["values"].size();
        return QString::number(out);
    };
    auto linesAgree = once([&] { return lines() != u"0" && lines() == written(); });
    QTRY_VERIFY2_WITH_TIMEOUT(linesAgree(), qPrintable(lines() + u" and "_s + written()),
                              othersAsk + answering);
    const QString said = text(u"grafana"_s, u"#denies"_s);
    QVERIFY2(said.contains(u"explicitly denied by"_s) && said.contains(u"currency-converter"_s)
                 && said.contains(u"to spiffe://"_s),
             qPrintable(said.left(600)));
    // Silence is the success.
    QCOMPARE(QString::number(ask(u"attacker"_s, u"/loot"_s).value("count", 0)), before);
    QCOMPARE(text(u"attacker"_s, u"#count"_s), before);
    QCOMPARE(tile(u"attacker"_s), before);
}

/// Something arrives at the attacker: its page and the dashboard show it at their next question.
void TestTabs::aChangeIsThereWithinOneRefresh()
{
    const int count = ask(u"attacker"_s, u"/loot"_s).value("count", 0);
    QNetworkRequest request(QUrl(m_window->session()->forwardUrl(u"attacker"_s) + u"/exfil"_s));
    request.setHeader(QNetworkRequest::ContentTypeHeader, u"application/json"_s);
    const std::unique_ptr<QNetworkReply> reply(m_network.post(request, R"({"one": "more"})"));
    QElapsedTimer since;
    since.start();
    QTRY_COMPARE_WITH_TIMEOUT(tile(u"attacker"_s), QString::number(count + 1),
                              othersAsk + answering);
    const int left = attackerAsks + answering - static_cast<int>(since.elapsed());
    QTRY_COMPARE_WITH_TIMEOUT(text(u"attacker"_s, u"#count"_s), QString::number(count + 1), left);
    QCOMPARE(ask(u"attacker"_s, u"/loot"_s).value("count", 0), count + 1);
}

/// The zoom is the tab's that is in view, is remembered for it, and leaves the others alone.
void TestTabs::pagesGrowByKey()
{
    const auto ratio = [this](const QString &tab) {
        return dom(tab, u"String(window.devicePixelRatio)"_s).toDouble();
    };
    widgets::StagePane &stage = m_window->present().stage();
    stage.show(u"registry"_s);
    const double own = ratio(u"registry"_s), other = ratio(u"inbox"_s);
    const auto press = [this](Qt::Key key) {
        QTest::keyClick(m_window.get(), key, Qt::ControlModifier | Qt::AltModifier);
    };
    press(Qt::Key_Equal);
    press(Qt::Key_Equal);
    QTRY_VERIFY_WITH_TIMEOUT(std::abs(ratio(u"registry"_s) / own - 1.21) < 0.01, pageTime);
    QCOMPARE(ratio(u"inbox"_s), other);
    stage.show(u"inbox"_s);
    stage.show(u"registry"_s);
    press(Qt::Key_Minus);
    QTRY_VERIFY_WITH_TIMEOUT(std::abs(ratio(u"registry"_s) / own - 1.1) < 0.01, pageTime);
    press(Qt::Key_Minus);
    QTRY_VERIFY_WITH_TIMEOUT(std::abs(ratio(u"registry"_s) / own - 1.0) < 0.01, pageTime);
}

/// The chatbot's link to its traces leads to Grafana's address: that is tab 4.
void TestTabs::aLinkOpensTheOtherServicesTab()
{
    m_window->present().stage().show(u"registry"_s);
    const int port = m_window->session()->bundle().forward(u"mailhog"_s)->port;
    site::said(*m_window->present().stage().page(u"registry"_s)->web(),
               u"const a = document.createElement('a'); a.id = 'there'; a.href = "
               "'http://localhost:%1/?from=registry'; a.textContent = 'x'; a.style.cssText = "
               "'position:fixed;inset:0;z-index:9'; document.body.append(a); 1"_s.arg(port));
    QWidget *view = m_window->present().stage().page(u"registry"_s)->web()->widget();
    QTest::mouseClick(view->focusProxy() ? view->focusProxy() : view, Qt::LeftButton, {},
                      view->rect().center());
    QTRY_COMPARE_WITH_TIMEOUT(m_window->present().stage().current(), u"inbox"_s, pageTime);
    QTRY_COMPARE_WITH_TIMEOUT(m_window->present().stage().page(u"inbox"_s)->web()->url().query(),
                              u"from=registry"_s, pageTime);
    QVERIFY(m_window->present().stage().page(u"registry"_s)->isLive());
}

/// What was on screen stays there, dimmed, and the banner says why and since when.
void TestTabs::theStageDiesMidShow()
{
    widgets::StagePane &stage = m_window->present().stage();
    stage.show(u"attacker"_s);
    widgets::TabPage *page = stage.page(u"attacker"_s);
    QTRY_VERIFY_WITH_TIMEOUT(page->hasPicture(), pageTime);
    m_window->session()->stage()->cancel();
    QTRY_VERIFY_WITH_TIMEOUT(page->bannerText().contains(u"last good picture"_s), pageTime);
    QVERIFY(page->bannerText().startsWith(u"Its forward is "_s));
    QVERIFY(page->bannerText().contains(QRegularExpression(u"since \\d\\d:\\d\\d:\\d\\d"_s)));
    QVERIFY(!page->web()->widget()->isVisible());
    QCOMPARE(stage.current(), u"attacker"_s);
    QCOMPARE(site::windows(), 1);
    // Every other tab says so, too.
    for (const deploy::TabSpec &tab : m_window->session()->bundle().tabs)
        QTRY_VERIFY2_WITH_TIMEOUT(!stage.page(tab.id)->isLive(), qPrintable(tab.id), pageTime);
}

void TestTabs::cleanupTestCase()
{
    QVERIFY(rehearsal::end(m_window));
}

int main(int argc, char **argv)
{
    app::prepareWeb();
    QApplication application(argc, argv);
    TestTabs test;
    return QTest::qExec(&test, argc, argv);
}
#include "tst_tabs.moc"

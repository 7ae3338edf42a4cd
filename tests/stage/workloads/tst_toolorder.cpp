// SPDX-FileCopyrightText: 2026 The TrustUsBank Cockpit authors
// SPDX-License-Identifier: Apache-2.0
#include "backend/stage/workloads/mcp/client.h"
#include "tests/stage/workloads/lab.h"

#include <QRegularExpression>
#include <QTest>

using namespace stage::workloads;

namespace {

/// An account server on loopback, and one session with it.
struct Client {
    lab::Lab lab;
    std::unique_ptr<mcp::Client> client;

    explicit Client(const std::string &seed = {})
    {
        std::map<std::string, std::string> env;
        if (!seed.empty())
            env["TOOL_ORDER_SEED"] = seed;
        const auto port = lab.start(makeAccount(lab.around({}, std::move(env))), "account-mcp");
        const auto url =
            stage::net::Url::parse("http://127.0.0.1:" + std::to_string(port) + "/mcp");
        const mcp::Client::Identity test{"a test", "1", "", "2025-11-25",
                                         stage::net::Json::object()};
        client = std::make_unique<mcp::Client>(lab.names, *url, test);
        (void)lab.run(client->initialize());
    }

    /// The tools' names as one list after the other has them.
    std::vector<std::string> lists(int count)
    {
        std::vector<std::string> out;
        for (int i = 0; i < count; ++i) {
            std::string names;
            const auto listed = lab.run(client->listTools());
            for (const auto &tool : listed.value_or(stage::net::Json::array()))
                names += tool.value("name", "?") + " ";
            out.push_back(names);
        }
        return out;
    }
};

} // namespace

/// A server may offer its tools in any order; a seed makes it do so.
class TestToolOrder : public QObject {
    Q_OBJECT

private slots:
    void init() { QTest::failOnWarning(QRegularExpression(QStringLiteral(".*"))); }

    void withoutASeedItStands()
    {
        Client plain;
        QCOMPARE(plain.lists(3),
                 std::vector<std::string>(3, std::string("get_balance get_profile ")));
        Client garbled("7x");
        QCOMPARE(garbled.lists(1), std::vector<std::string>{"get_balance get_profile "});
    }

    void aSeedDrawsEachList()
    {
        Client seeded("7");
        const std::vector<std::string> lists = seeded.lists(40);
        QCOMPARE(std::set<std::string>(lists.begin(), lists.end()),
                 (std::set<std::string>{"get_balance get_profile ", "get_profile get_balance "}));
        Client same("7");
        QCOMPARE(same.lists(40), lists);
    }
};

QTEST_GUILESS_MAIN(TestToolOrder)
#include "tst_toolorder.moc"

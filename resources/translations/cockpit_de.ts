<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de" sourcelanguage="en">
<context>
    <name>Behind</name>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Earlier attempts</source>
        <translation>Frühere Versuche</translation>
    </message>
</context>
<context>
    <name>Facts</name>
    <message>
        <source>not read yet</source>
        <translation>noch nicht gelesen</translation>
    </message>
    <message>
        <source>last try: %1</source>
        <translation>letzter Versuch: %1</translation>
    </message>
    <message>
        <source>What has arrived outside the bank since this act began.</source>
        <translation>Was seit Beginn dieses Akts außerhalb der Bank angekommen ist.</translation>
    </message>
    <message>
        <source>Events received</source>
        <translation>Empfangene Ereignisse</translation>
    </message>
    <message>
        <source>The whole profile</source>
        <translation>Das ganze Profil</translation>
    </message>
    <message>
        <source>Latest event</source>
        <translation>Letztes Ereignis</translation>
    </message>
    <message>
        <source>The register of what the bank has approved.</source>
        <translation>Das Verzeichnis dessen, was die Bank zugelassen hat.</translation>
    </message>
    <message>
        <source>Entries</source>
        <translation>Einträge</translation>
    </message>
    <message>
        <source>Bytes behind the vendor&apos;s tag</source>
        <translation>Bytes hinter dem Tag des Anbieters</translation>
    </message>
    <message>
        <source>Signed by</source>
        <translation>Signiert von</translation>
    </message>
    <message>
        <source>What Prometheus says is firing.</source>
        <translation>Was laut Prometheus Alarm gibt.</translation>
    </message>
    <message>
        <source>Firing</source>
        <translation>Alarme</translation>
    </message>
    <message>
        <source>What the security team has in its inbox.</source>
        <translation>Was das Sicherheitsteam im Posteingang hat.</translation>
    </message>
    <message>
        <source>Mails</source>
        <translation>Mails</translation>
    </message>
    <message>
        <source>What the mesh counted since this act began.</source>
        <translation>Was das Mesh seit Beginn dieses Akts gezählt hat.</translation>
    </message>
    <message>
        <source>Connections to the outside that were tried</source>
        <translation>Versuchte Verbindungen nach außen</translation>
    </message>
    <message>
        <source>Connections refused</source>
        <translation>Abgelehnte Verbindungen</translation>
    </message>
    <message>
        <source>Policies in force</source>
        <translation>Geltende Richtlinien</translation>
    </message>
    <message>
        <source>The last answer of this act.</source>
        <translation>Die letzte Antwort dieses Akts.</translation>
    </message>
    <message>
        <source>Answer</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>nothing was asked in this act</source>
        <translation>in diesem Akt wurde nichts gefragt</translation>
    </message>
    <message>
        <source>Tool calls</source>
        <translation>Werkzeugaufrufe</translation>
    </message>
    <message>
        <source>The path of a question</source>
        <translation>Der Weg einer Frage</translation>
    </message>
    <message>
        <source>Where this act&apos;s question went, and what left the bank.</source>
        <translation>Wohin die Frage dieses Akts ging, und was die Bank verließ.</translation>
    </message>
    <message>
        <source>Customer&apos;s page</source>
        <translation>Seite des Kunden</translation>
    </message>
    <message>
        <source>answered</source>
        <translation>beantwortet</translation>
    </message>
    <message>
        <source>no answer</source>
        <translation>keine Antwort</translation>
    </message>
    <message>
        <source>tool calls: %1</source>
        <translation>Werkzeugaufrufe: %1</translation>
    </message>
    <message>
        <source>not called</source>
        <translation>nicht aufgerufen</translation>
    </message>
    <message>
        <source>Vendor&apos;s converter</source>
        <translation>Umrechner des Anbieters</translation>
    </message>
    <message>
        <source>other bytes</source>
        <translation>andere Bytes</translation>
    </message>
    <message>
        <source>the approved bytes</source>
        <translation>die freigegebenen Bytes</translation>
    </message>
    <message>
        <source>got out</source>
        <translation>kam hinaus</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>abgewiesen: %1</translation>
    </message>
    <message>
        <source>tried: %1</source>
        <translation>versucht: %1</translation>
    </message>
    <message>
        <source>no connection</source>
        <translation>keine Verbindung</translation>
    </message>
    <message>
        <source>Outside</source>
        <translation>Draußen</translation>
    </message>
    <message>
        <source>%1 received</source>
        <translation>%1 empfangen</translation>
    </message>
</context>
<context>
    <name>KeyMap</name>
    <message>
        <source>GO (twice for what changes the cluster)</source>
        <translation>GO (zweimal, wo es den Cluster ändert)</translation>
    </message>
    <message>
        <source>GO with one press, whatever it changes</source>
        <translation>GO mit einem Druck, was es auch ändert</translation>
    </message>
    <message>
        <source>Send the cue&apos;s prompt</source>
        <translation>Die Frage des Schritts senden</translation>
    </message>
    <message>
        <source>Back: the view only</source>
        <translation>Zurück: nur die Ansicht</translation>
    </message>
    <message>
        <source>Skip the cue</source>
        <translation>Den Schritt auslassen</translation>
    </message>
    <message>
        <source>Audience: black / live</source>
        <translation>Publikum: schwarz / live</translation>
    </message>
    <message>
        <source>Audience: freeze / live</source>
        <translation>Publikum: Standbild / live</translation>
    </message>
    <message>
        <source>Audience: recorded / live</source>
        <translation>Publikum: Aufnahme / live</translation>
    </message>
    <message>
        <source>Leave what is special; twice: panic</source>
        <translation>Besonderes verlassen; zweimal: Panik</translation>
    </message>
    <message>
        <source>PANIC: holding card, stop the cue</source>
        <translation>PANIK: Pausenbild, Schritt anhalten</translation>
    </message>
    <message>
        <source>Stage as large as the window</source>
        <translation>Bühne so groß wie das Fenster</translation>
    </message>
    <message>
        <source>Show what happened</source>
        <translation>Zeigen, was geschehen ist</translation>
    </message>
    <message>
        <source>Notes larger</source>
        <translation>Notizen größer</translation>
    </message>
    <message>
        <source>Notes smaller</source>
        <translation>Notizen kleiner</translation>
    </message>
    <message>
        <source>Page larger</source>
        <translation>Seite größer</translation>
    </message>
    <message>
        <source>Page smaller</source>
        <translation>Seite kleiner</translation>
    </message>
    <message>
        <source>Swap the screens</source>
        <translation>Bildschirme tauschen</translation>
    </message>
    <message>
        <source>Prepared answers</source>
        <translation>Vorbereitete Antworten</translation>
    </message>
    <message>
        <source>Times of this show and of earlier ones</source>
        <translation>Zeiten dieser und früherer Vorführungen</translation>
    </message>
    <message>
        <source>Next format of the show (before it begins)</source>
        <translation>Nächstes Format (vor dem Beginn)</translation>
    </message>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Lock: build, drill, show</source>
        <translation>Sperre: Aufbau, Übung, Show</translation>
    </message>
    <message>
        <source>This sheet</source>
        <translation>Dieses Blatt</translation>
    </message>
    <message>
        <source>Quit (hold it while SHOW is locked)</source>
        <translation>Beenden (halten, solange SHOW gesperrt ist)</translation>
    </message>
    <message>
        <source>Put act %1 on standby</source>
        <translation>Akt %1 in Bereitschaft</translation>
    </message>
    <message>
        <source>Tab %1</source>
        <translation>Seite %1</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Vorführen</translation>
    </message>
    <message>
        <source>Forwards</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Belege</translation>
    </message>
    <message>
        <source>Break something (while DRILL is locked)</source>
        <translation>Etwas stören (in der ÜBUNG)</translation>
    </message>
    <message>
        <source>Look at all evidence now</source>
        <translation>Alle Belege jetzt prüfen</translation>
    </message>
    <message>
        <source>The show log&apos;s own lines</source>
        <translation>Das Protokoll der Vorführung, wörtlich</translation>
    </message>
    <message>
        <source>Undo the last change of the cluster (twice)</source>
        <translation>Letzte Änderung des Clusters zurücknehmen (zweimal)</translation>
    </message>
    <message>
        <source>Put the pre-flight before act 1 on standby</source>
        <translation>Vorprüfung vor Akt 1 in Bereitschaft</translation>
    </message>
</context>
<context>
    <name>Lock</name>
    <message>
        <source>BUILD</source>
        <translation>AUFBAU</translation>
    </message>
    <message>
        <source>DRILL</source>
        <translation>ÜBUNG</translation>
    </message>
    <message>
        <source>SHOW</source>
        <translation>SHOW</translation>
    </message>
</context>
<context>
    <name>Output</name>
    <message>
        <source>LIVE</source>
        <translation>LIVE</translation>
    </message>
    <message>
        <source>FROZEN</source>
        <translation>STANDBILD</translation>
    </message>
    <message>
        <source>BLACK</source>
        <translation>SCHWARZ</translation>
    </message>
    <message>
        <source>HOLDING CARD</source>
        <translation>PAUSENBILD</translation>
    </message>
    <message>
        <source>RECORDED</source>
        <translation>AUFNAHME</translation>
    </message>
</context>
<context>
    <name>Pace</name>
    <message>
        <source>+%1 SLOW</source>
        <translation>+%1 SPÄT</translation>
    </message>
    <message>
        <source>-%1 FAST</source>
        <translation>-%1 FRÜH</translation>
    </message>
    <message>
        <source>on time</source>
        <translation>pünktlich</translation>
    </message>
</context>
<context>
    <name>QObject</name>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>on standby</source>
        <translation>in Bereitschaft</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>OK</source>
        <translation>OK</translation>
    </message>
    <message>
        <source>attention</source>
        <translation>Achtung</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>breached</source>
        <translation>verletzt</translation>
    </message>
    <message>
        <source>blocked</source>
        <translation>abgewehrt</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>ausgelassen</translation>
    </message>
</context>
<context>
    <name>Recordings</name>
    <message>
        <source>recorded %1</source>
        <translation>Aufnahme vom %1</translation>
    </message>
    <message>
        <source>prepared picture</source>
        <translation>vorbereitetes Bild</translation>
    </message>
</context>
<context>
    <name>ScreenNumbers</name>
    <message>
        <source>Screen %1</source>
        <translation>Bildschirm %1</translation>
    </message>
    <message>
        <source>%1: %2, %3 × %4</source>
        <translation>%1: %2, %3 × %4</translation>
    </message>
</context>
<context>
    <name>StartFacts</name>
    <message>
        <source>Not on this machine: %1. Install the packages prometheus and prometheus-alertmanager.</source>
        <translation>Auf diesem Rechner fehlt: %1. Installieren Sie die Pakete prometheus und prometheus-alertmanager.</translation>
    </message>
    <message>
        <source>No web tabs: %1</source>
        <translation>Keine Web-Tabs: %1</translation>
    </message>
    <message>
        <source>Not on this machine: %1. Pre-flight says what the show needs of them, and where to get it.</source>
        <translation>Auf diesem Rechner fehlt: %1. Die Vorprüfung sagt, was die Vorführung davon braucht und woher es kommt.</translation>
    </message>
    <message>
        <source>no act was played</source>
        <translation>kein Akt gespielt</translation>
    </message>
    <message>
        <source>broken off in its first act</source>
        <translation>im ersten Akt abgebrochen</translation>
    </message>
    <message>
        <source>then broken off</source>
        <translation>dann abgebrochen</translation>
    </message>
    <message>
        <source>Last show: %1, %2: %3</source>
        <translation>Letzte Vorführung: %1, %2: %3</translation>
    </message>
    <message>
        <source>The show is not deployed here.</source>
        <translation>Die Vorführung ist hier nicht ausgerollt.</translation>
    </message>
    <message>
        <source>Edition %1 of the show was deployed here.</source>
        <translation>Edition %1 der Vorführung wurde hier ausgerollt.</translation>
    </message>
    <message>
        <source>A kind cluster needs what is not on this machine: %1. Get it from kind.sigs.k8s.io and docs.docker.com.</source>
        <translation>Für einen kind-Cluster fehlt auf diesem Rechner: %1. Zu haben bei kind.sigs.k8s.io und docs.docker.com.</translation>
    </message>
</context>
<context>
    <name>Web</name>
    <message>
        <source>Safe mode: there are no web tabs</source>
        <translation>Sicherer Modus: es gibt keine Webseiten</translation>
    </message>
    <message>
        <source>There are no web tabs: %1</source>
        <translation>Es gibt keine Webseiten: %1</translation>
    </message>
</context>
<context>
    <name>Words</name>
    <message>
        <source>pending</source>
        <translation>steht aus</translation>
    </message>
    <message>
        <source>running</source>
        <translation>läuft</translation>
    </message>
    <message>
        <source>done</source>
        <translation>fertig</translation>
    </message>
    <message>
        <source>already so</source>
        <translation>schon so</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>ausgelassen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>gescheitert</translation>
    </message>
    <message>
        <source>cancelled</source>
        <translation>abgebrochen</translation>
    </message>
    <message>
        <source>as expected</source>
        <translation>wie erwartet</translation>
    </message>
    <message>
        <source>unexpected</source>
        <translation>unerwartet</translation>
    </message>
    <message>
        <source>not yet</source>
        <translation>noch nicht</translation>
    </message>
    <message>
        <source>not expected here</source>
        <translation>hier nicht erwartet</translation>
    </message>
    <message>
        <source>standby</source>
        <translation>Bereitschaft</translation>
    </message>
    <message>
        <source>verifying</source>
        <translation>wird geprüft</translation>
    </message>
    <message>
        <source>done, unverified</source>
        <translation>fertig, ungeprüft</translation>
    </message>
    <message>
        <source>recorded</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>yes</source>
        <translation>ja</translation>
    </message>
    <message>
        <source>no</source>
        <translation>nein</translation>
    </message>
    <message>
        <source> – as expected</source>
        <translation> – wie erwartet</translation>
    </message>
    <message>
        <source> – UNEXPECTED</source>
        <translation> – UNERWARTET</translation>
    </message>
    <message>
        <source>UNKNOWN</source>
        <translation>UNBEKANNT</translation>
    </message>
    <message>
        <source>again</source>
        <translation>noch einmal</translation>
    </message>
    <message>
        <source>unverified</source>
        <translation>ungeprüft</translation>
    </message>
    <message>
        <source>expected %1</source>
        <translation>erwartet: %1</translation>
    </message>
    <message>
        <source>expected %1 · not a must</source>
        <translation>erwartet: %1 · kein Muss</translation>
    </message>
    <message>
        <source>Act %1 – %2</source>
        <translation>Akt %1 – %2</translation>
    </message>
    <message>
        <source>the act&apos;s last checks are open</source>
        <translation>die letzten Prüfungen laufen noch</translation>
    </message>
    <message>
        <source>THE END</source>
        <translation>ENDE</translation>
    </message>
    <message>
        <source>every act is played</source>
        <translation>jeder Akt ist gespielt</translation>
    </message>
    <message>
        <source>no act is on standby</source>
        <translation>kein Akt ist in Bereitschaft</translation>
    </message>
    <message>
        <source>NEXT · %1</source>
        <translation>NÄCHSTER · %1</translation>
    </message>
    <message>
        <source>NOW · %1</source>
        <translation>JETZT · %1</translation>
    </message>
    <message>
        <source> · CHANGES CLUSTER</source>
        <translation> · ÄNDERT DEN CLUSTER</translation>
    </message>
    <message>
        <source>armed – press GO again</source>
        <translation>scharf – noch einmal GO</translation>
    </message>
    <message>
        <source>ready – every forward is Verified</source>
        <translation>bereit – jeder Tunnel ist geprüft</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>not played</source>
        <translation>nicht gespielt</translation>
    </message>
    <message>
        <source>£%1 · $%2 · %3 received outside · %4 refused
%5</source>
        <translation>£%1 · $%2 · %3 außen empfangen · %4 abgelehnt
%5</translation>
    </message>
    <message>
        <source>waiting</source>
        <translation>wartet</translation>
    </message>
    <message>
        <source>waits for %1</source>
        <translation>wartet auf %1</translation>
    </message>
    <message>
        <source>%1, expected %2</source>
        <translation>%1, erwartet %2</translation>
    </message>
    <message>
        <source>%1 again, try %2 of %3</source>
        <translation>%1 noch einmal, Versuch %2 von %3</translation>
    </message>
    <message>
        <source>NOT READY – not known: %1. %2</source>
        <translation>NICHT BEREIT – nicht bekannt: %1. %2</translation>
    </message>
    <message>
        <source>NOT READY – %1. %2</source>
        <translation>NICHT BEREIT – %1. %2</translation>
    </message>
    <message>
        <source>READY – %1 of %1 conditions hold</source>
        <translation>BEREIT – %1 von %1 Bedingungen erfüllt</translation>
    </message>
    <message>
        <source>SOLVE · %1</source>
        <translation>ERZWINGEN · %1</translation>
    </message>
    <message>
        <source>%1, try %2</source>
        <translation>%1, Versuch %2</translation>
    </message>
    <message>
        <source>failed at try %1: GO forces it and tries once more; or show its recording, then Skip</source>
        <translation>gescheitert bei Versuch %1: GO erzwingt es und versucht es noch einmal; oder die Aufnahme zeigen, dann Überspringen</translation>
    </message>
    <message>
        <source>%1, before: %2</source>
        <translation>%1, vorher: %2</translation>
    </message>
    <message>
        <source>not verified</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>undone</source>
        <translation>zurückgenommen</translation>
    </message>
    <message>
        <source>waits for the undo of %1</source>
        <translation>wartet auf die Rücknahme von %1</translation>
    </message>
    <message>
        <source>Policies –</source>
        <translation>Richtlinien –</translation>
    </message>
    <message>
        <source>Policies ON</source>
        <translation>Richtlinien AN</translation>
    </message>
    <message>
        <source>Policies, no lock</source>
        <translation>Richtlinien ohne Sperre</translation>
    </message>
    <message>
        <source>Policies off</source>
        <translation>Richtlinien aus</translation>
    </message>
    <message>
        <source>every act is played; GO turns to the last view</source>
        <translation>alle Akte sind gespielt; GO zeigt das Schlussbild</translation>
    </message>
    <message>
        <source>Before the show</source>
        <translation>Vor der Vorführung</translation>
    </message>
    <message>
        <source>looks at everything; 15 s at most</source>
        <translation>sieht alles an; höchstens 15 s</translation>
    </message>
    <message>
        <source>ready – changes nothing</source>
        <translation>bereit – ändert nichts</translation>
    </message>
</context>
<context>
    <name>app::Audience</name>
    <message>
        <source>AUDIENCE LOST: %1</source>
        <translation>PUBLIKUM FEHLT: %1</translation>
    </message>
    <message>
        <source>AUDIENCE: %1</source>
        <translation>PUBLIKUM: %1</translation>
    </message>
    <message>
        <source>ONE SCREEN: %1</source>
        <translation>EIN BILDSCHIRM: %1</translation>
    </message>
</context>
<context>
    <name>app::Deployer</name>
    <message>
        <source>Deploy</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>Looking at what is there already; nothing is changed.</source>
        <translation>Es wird nachgesehen, was schon da ist; nichts wird geändert.</translation>
    </message>
    <message>
        <source>Everything is there already.</source>
        <translation>Alles ist schon da.</translation>
    </message>
    <message>
        <source>Some steps are still to do.</source>
        <translation>Einige Schritte stehen noch aus.</translation>
    </message>
    <message>
        <source>Deploying</source>
        <translation>Wird aufgebaut</translation>
    </message>
    <message>
        <source>Resetting</source>
        <translation>Wird zurückgesetzt</translation>
    </message>
    <message>
        <source>Every step can run again: cancelling is safe, the next run goes on where this one stopped.</source>
        <translation>Jeder Schritt darf noch einmal laufen: Abbrechen schadet nicht, der nächste Lauf macht dort weiter, wo dieser aufgehört hat.</translation>
    </message>
    <message>
        <source>Done in %1.</source>
        <translation>Fertig nach %1.</translation>
    </message>
    <message>
        <source>%1 of %2 steps</source>
        <translation>%1 von %2 Schritten</translation>
    </message>
    <message>
        <source>Reset</source>
        <translation>Reset</translation>
    </message>
    <message>
        <source>%1 is done</source>
        <translation>%1 ist fertig</translation>
    </message>
    <message>
        <source>%1 has failed</source>
        <translation>%1 ist gescheitert</translation>
    </message>
    <message>
        <source>It took %1.</source>
        <translation>Es dauerte %1.</translation>
    </message>
    <message>
        <source>no desktop notification: %1</source>
        <translation>keine Benachrichtigung: %1</translation>
    </message>
    <message>
        <source> – at most %1 s more</source>
        <translation> – höchstens noch %1 s</translation>
    </message>
    <message>
        <source>Take over</source>
        <translation>Übernehmen</translation>
    </message>
    <message>
        <source>“Take over” goes on with that; “Cancel” leaves all as it is.</source>
        <translation>„Übernehmen“ macht damit weiter; „Abbrechen“ lässt alles, wie es ist.</translation>
    </message>
    <message>
        <source>Looking for what older scripts left; nothing is changed.</source>
        <translation>Sucht nach Resten älterer Skripte; geändert wird nichts.</translation>
    </message>
    <message>
        <source>Nothing was changed.</source>
        <translation>Nichts wurde geändert.</translation>
    </message>
</context>
<context>
    <name>app::Desk</name>
    <message>
        <source>keys as they come: %1</source>
        <translation>Tasten wie ausgeliefert: %1</translation>
    </message>
    <message>
        <source>your notes are not used: %1</source>
        <translation>Ihre Notizen werden nicht verwendet: %1</translation>
    </message>
    <message>
        <source>locked</source>
        <translation>gesperrt</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L</source>
        <translation>Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>refused: the show was not in view</source>
        <translation>abgelehnt: die Vorführung war nicht zu sehen</translation>
    </message>
    <message>
        <source>SHOW is locked: hold the key for 1.5 s to quit</source>
        <translation>SHOW ist gesperrt: zum Beenden die Taste 1,5 s halten</translation>
    </message>
    <message>
        <source>SHOW is locked: hold Ctrl+Q for 1.5 s to quit</source>
        <translation>SHOW ist gesperrt: zum Beenden Ctrl+Q 1,5 s halten</translation>
    </message>
    <message>
        <source>there is no recording of %1</source>
        <translation>von %1 gibt es keine Aufnahme</translation>
    </message>
    <message>
        <source>the cue on standby has no prompt</source>
        <translation>der Schritt in Bereitschaft hat keine Frage</translation>
    </message>
    <message>
        <source>the format stays: the show has begun, or there is no other</source>
        <translation>das Format bleibt: die Vorführung hat begonnen, oder es gibt kein anderes</translation>
    </message>
    <message>
        <source>format: %1</source>
        <translation>Format: %1</translation>
    </message>
    <message>
        <source>%1   –   Esc: live</source>
        <translation>%1   –   Esc: live</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Press each button of your remote: its row lights up, and nothing is fired while this sheet is open. Return gives the lit row another key, Delete takes its last one away. Esc closes.</source>
        <translation>Drücken Sie jede Taste Ihrer Fernbedienung: ihre Zeile leuchtet auf, und nichts wird ausgelöst, solange dieses Blatt offen ist. Return gibt der leuchtenden Zeile eine weitere Taste, Entf nimmt ihr die letzte. Esc schließt.</translation>
    </message>
    <message>
        <source>SHOW is locked: keys stay as they are.</source>
        <translation>SHOW ist gesperrt: die Tasten bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>Press the new key. Esc: leave it as it is.</source>
        <translation>Drücken Sie die neue Taste. Esc: alles bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>%1 arrived: it has no meaning.</source>
        <translation>%1 ist angekommen: ohne Bedeutung.</translation>
    </message>
    <message>
        <source>%1 arrived.</source>
        <translation>%1 ist angekommen.</translation>
    </message>
    <message>
        <source>%1 is taken.</source>
        <translation>%1 ist übernommen.</translation>
    </message>
    <message>
        <source>Puts the demo back to its beginning: hold it for 1.5 s. It has no key, so that none can do it by accident.</source>
        <translation>Setzt die Demo an ihren Anfang zurück: 1,5 s halten. Ohne Taste, damit es keine aus Versehen tut.</translation>
    </message>
    <message>
        <source>&amp;Audience screen</source>
        <translation>&amp;Bildschirm des Publikums</translation>
    </message>
    <message>
        <source>The other one, whichever it is</source>
        <translation>Der andere, welcher das auch ist</translation>
    </message>
    <message>
        <source>There is one screen now: what the audience sees covers the stage.</source>
        <translation>Jetzt gibt es einen Bildschirm: was das Publikum sieht, bedeckt die Bühne.</translation>
    </message>
    <message>
        <source>&amp;Format of the show</source>
        <translation>&amp;Format der Vorführung</translation>
    </message>
    <message>
        <source>as the demo says</source>
        <translation>wie die Demo es sagt</translation>
    </message>
    <message>
        <source>It can be chosen while a show waits for its first GO.</source>
        <translation>Es kann gewählt werden, solange eine Vorführung auf ihr erstes GO wartet.</translation>
    </message>
    <message>
        <source>Prepared answers</source>
        <translation>Vorbereitete Antworten</translation>
    </message>
    <message>
        <source>This bundle has none.</source>
        <translation>Diese Demo hat keine.</translation>
    </message>
    <message>
        <source>Esc closes.</source>
        <translation>Esc schließt.</translation>
    </message>
    <message>
        <source>Cue</source>
        <translation>Schritt</translation>
    </message>
    <message>
        <source>Plan</source>
        <translation>Plan</translation>
    </message>
    <message>
        <source>This show</source>
        <translation>Diesmal</translation>
    </message>
    <message>
        <source>Median before</source>
        <translation>Sonst (Median)</translation>
    </message>
    <message>
        <source>What</source>
        <translation>Was</translation>
    </message>
    <message>
        <source>Act %1</source>
        <translation>Akt %1</translation>
    </message>
    <message>
        <source>Times</source>
        <translation>Zeiten</translation>
    </message>
    <message>
        <source>%1 of %2, %3. %4 earlier shows. Esc closes.</source>
        <translation>%1 von %2, %3. %4 frühere Vorführungen. Esc schließt.</translation>
    </message>
    <message>
        <source>not begun</source>
        <translation>nicht begonnen</translation>
    </message>
    <message>
        <source>Cue %1 is running. Quit once more to stop it; the next start goes on there.</source>
        <translation>Schritt %1 läuft. Noch einmal beenden hält ihn an; der nächste Start macht dort weiter.</translation>
    </message>
    <message>
        <source>drill: %1</source>
        <translation>Übung: %1</translation>
    </message>
    <message>
        <source>Things are broken on purpose in a show while DRILL is locked: Ctrl+Shift+L</source>
        <translation>Absichtlich gestört wird in einer Vorführung in der Sperre ÜBUNG: Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>not tried</source>
        <translation>nicht versucht</translation>
    </message>
    <message>
        <source>Drill</source>
        <translation>Übung</translation>
    </message>
    <message>
        <source>1 to 6 breaks something now. Esc closes; what was broken is watched on.</source>
        <translation>1 bis 6 stört jetzt etwas. Esc schließt; das Gestörte wird weiter beobachtet.</translation>
    </message>
    <message>
        <source>%1, may sleep</source>
        <translation>%1, kann schlafen</translation>
    </message>
    <message>
        <source>%1 failed: Ctrl+R shows the audience what was %2</source>
        <translation>%1 ist gescheitert: Strg+R zeigt dem Publikum die %2</translation>
    </message>
    <message>
        <source>%1 failed, and there is no recording of it</source>
        <translation>%1 ist gescheitert, und es gibt keine Aufnahme davon</translation>
    </message>
    <message>
        <source>The show log&apos;s own lines: %1</source>
        <translation>Das Protokoll der Vorführung, wörtlich: %1</translation>
    </message>
    <message>
        <source>The show log</source>
        <translation>Das Protokoll der Vorführung</translation>
    </message>
    <message>
        <source>%1, the newest line first. Esc closes.</source>
        <translation>%1, die neueste Zeile zuerst. Esc schließt.</translation>
    </message>
    <message>
        <source>The undo of %1 is running. Quit once more to stop it half done.</source>
        <translation>Die Rücknahme von %1 läuft. Noch einmal beenden bricht sie halb fertig ab.</translation>
    </message>
    <message>
        <source>Remote</source>
        <translation>Fernbedienung</translation>
    </message>
    <message>
        <source>%1 of its %2 buttons came through</source>
        <translation>%1 von %2 ihrer Tasten kamen an</translation>
    </message>
    <message>
        <source>Press F1 and each button of the remote once.</source>
        <translation>F1 drücken, dann jede Taste der Fernbedienung einmal.</translation>
    </message>
    <message>
        <source>%1 failed: Ctrl+R shows the audience a prepared picture</source>
        <translation>%1 ist gescheitert: Strg+R zeigt dem Publikum ein vorbereitetes Bild</translation>
    </message>
</context>
<context>
    <name>app::Drill</name>
    <message>
        <source>carried on: no light went out</source>
        <translation>lief weiter: kein Licht ging aus</translation>
    </message>
    <message>
        <source>all is well so far</source>
        <translation>bisher ist alles gut</translation>
    </message>
    <message>
        <source>back by itself after %1: %2</source>
        <translation>von selbst zurück nach %1: %2</translation>
    </message>
    <message>
        <source>not back after %1: %2</source>
        <translation>nicht zurück nach %1: %2</translation>
    </message>
    <message>
        <source>since %1: %2</source>
        <translation>seit %1: %2</translation>
    </message>
    <message>
        <source>The chatbot&apos;s pod goes</source>
        <translation>Der Pod des Chatbots geht</translation>
    </message>
    <message>
        <source>Every tunnel is cut</source>
        <translation>Jeder Tunnel reißt</translation>
    </message>
    <message>
        <source>The API server stalls for 5 s</source>
        <translation>Der API-Server stockt 5 s</translation>
    </message>
    <message>
        <source>The model thinks for 8 s</source>
        <translation>Das Modell denkt 8 s</translation>
    </message>
    <message>
        <source>The page&apos;s process crashes</source>
        <translation>Der Prozess der Seite stürzt ab</translation>
    </message>
    <message>
        <source>The audience&apos;s screen is gone for 3 s</source>
        <translation>Der Bildschirm des Publikums ist 3 s weg</translation>
    </message>
    <message>
        <source>one at a time: the last one is still watched</source>
        <translation>eins nach dem anderen: das letzte wird noch beobachtet</translation>
    </message>
    <message>
        <source>not while something is wrong anyhow: %1</source>
        <translation>nicht, solange ohnehin etwas fehlt: %1</translation>
    </message>
    <message>
        <source>this demo has no chatbot</source>
        <translation>diese Demo hat keinen Chatbot</translation>
    </message>
    <message>
        <source>only a rehearsal&apos;s own cluster is broken on purpose</source>
        <translation>absichtlich gestört wird nur der eigene Cluster einer Probe</translation>
    </message>
    <message>
        <source>could not be broken: %1</source>
        <translation>ließ sich nicht stören: %1</translation>
    </message>
    <message>
        <source>there is no page here that could crash</source>
        <translation>hier ist keine Seite, die abstürzen könnte</translation>
    </message>
    <message>
        <source>there is no second screen</source>
        <translation>es gibt keinen zweiten Bildschirm</translation>
    </message>
    <message>
        <source>forward %1</source>
        <translation>Tunnel %1</translation>
    </message>
    <message>
        <source>page %1</source>
        <translation>Seite %1</translation>
    </message>
    <message>
        <source>%1 sources of evidence silent</source>
        <translation>%1 Quellen von Belegen schweigen</translation>
    </message>
    <message>
        <source>cue %1 waits for its answer</source>
        <translation>Cue %1 wartet auf seine Antwort</translation>
    </message>
</context>
<context>
    <name>app::Inhibitor</name>
    <message>
        <source>the desktop has no way to</source>
        <translation>die Arbeitsumgebung kann es nicht</translation>
    </message>
    <message>
        <source>there is no bus</source>
        <translation>es gibt keinen Bus</translation>
    </message>
    <message>
        <source>screen stays on</source>
        <translation>Bildschirm bleibt an</translation>
    </message>
    <message>
        <source>screen not inhibited yet</source>
        <translation>Bildschirm noch nicht wachgehalten</translation>
    </message>
    <message>
        <source>screen not inhibited: %1</source>
        <translation>Bildschirm nicht wachgehalten: %1</translation>
    </message>
    <message>
        <source>notifications wait</source>
        <translation>Benachrichtigungen warten</translation>
    </message>
    <message>
        <source>notifications not inhibited</source>
        <translation>Benachrichtigungen kommen durch</translation>
    </message>
</context>
<context>
    <name>app::PagePrompt</name>
    <message>
        <source>the page is gone</source>
        <translation>die Seite ist nicht mehr da</translation>
    </message>
    <message>
        <source>the page was lost with the prompt: %1</source>
        <translation>die Seite ging mit der Frage verloren: %1</translation>
    </message>
    <message>
        <source>the page took no prompt: %1</source>
        <translation>die Seite nahm keine Frage an: %1</translation>
    </message>
    <message>
        <source>the chatbot&apos;s page was not answered within %1 s</source>
        <translation>die Seite des Chatbots bekam in %1 s keine Antwort</translation>
    </message>
    <message>
        <source>Look at the chatbot&apos;s and the agent&apos;s log.</source>
        <translation>Sehen Sie in die Protokolle von Chatbot und Agent.</translation>
    </message>
</context>
<context>
    <name>app::Performance</name>
    <message>
        <source>the last checks of act %1</source>
        <translation>den letzten Prüfungen von Akt %1</translation>
    </message>
    <message>
        <source>its end</source>
        <translation>ihrem Ende</translation>
    </message>
    <message>
        <source>act %1</source>
        <translation>Akt %1</translation>
    </message>
    <message>
        <source>too soon after the last GO</source>
        <translation>zu bald nach dem letzten GO</translation>
    </message>
    <message>
        <source>a cue is running</source>
        <translation>ein Schritt läuft</translation>
    </message>
    <message>
        <source>no cue is on standby</source>
        <translation>kein Schritt ist in Bereitschaft</translation>
    </message>
    <message>
        <source>there is no cue before</source>
        <translation>davor gibt es keinen Schritt</translation>
    </message>
    <message>
        <source>back to the view of %1; the cluster stays as it is</source>
        <translation>zurück zur Ansicht von %1; der Cluster bleibt, wie er ist</translation>
    </message>
    <message>
        <source>nothing to skip</source>
        <translation>nichts auszulassen</translation>
    </message>
    <message>
        <source>act %1 cannot stand by: a cue is running</source>
        <translation>Akt %1 kann nicht in Bereitschaft: ein Schritt läuft</translation>
    </message>
    <message>
        <source>all evidence is asked for again</source>
        <translation>alle Belege werden neu abgefragt</translation>
    </message>
    <message>
        <source>an undo is running</source>
        <translation>eine Rücknahme läuft</translation>
    </message>
    <message>
        <source>there is nothing to undo</source>
        <translation>es gibt nichts zurückzunehmen</translation>
    </message>
    <message>
        <source>too soon after the last press</source>
        <translation>zu früh nach dem letzten Druck</translation>
    </message>
    <message>
        <source>asked without the page: %1</source>
        <translation>ohne die Seite gefragt: %1</translation>
    </message>
    <message>
        <source>the pre-flight is running</source>
        <translation>die Vorprüfung läuft</translation>
    </message>
    <message>
        <source>the show has begun: pre-flight is in Deploy</source>
        <translation>die Vorführung hat begonnen: die Vorprüfung steht unter Aufbau</translation>
    </message>
    <message>
        <source>this bundle has no cue before its acts</source>
        <translation>dieses Bündel hat keinen Schritt vor seinen Akten</translation>
    </message>
    <message>
        <source>%1 is left out</source>
        <translation>%1 wird ausgelassen</translation>
    </message>
</context>
<context>
    <name>app::Presenter</name>
    <message>
        <source>refused: %1</source>
        <translation>abgelehnt: %1</translation>
    </message>
    <message>
        <source>Act %1: %2</source>
        <translation>Akt %1: %2</translation>
    </message>
    <message>
        <source>GO</source>
        <translation>GO</translation>
    </message>
    <message>
        <source>the act&apos;s last checks are open</source>
        <translation>die letzten Prüfungen laufen noch</translation>
    </message>
    <message>
        <source>nothing on standby</source>
        <translation>nichts in Bereitschaft</translation>
    </message>
    <message>
        <source>GO ▸ %1</source>
        <translation>GO ▸ %1</translation>
    </message>
    <message>
        <source>PRESS AGAIN: changes the cluster</source>
        <translation>NOCH EINMAL: ändert den Cluster</translation>
    </message>
    <message>
        <source>PgDn twice · F9 · changes the cluster</source>
        <translation>2× PgDn · F9 · ändert den Cluster</translation>
    </message>
    <message>
        <source>PgDn · clicker · F9</source>
        <translation>PgDn · Fernbedienung · F9</translation>
    </message>
    <message>
        <source>not ready: see Standby</source>
        <translation>nicht bereit: siehe Standby</translation>
    </message>
    <message>
        <source>waits for the undo</source>
        <translation>wartet auf die Rücknahme</translation>
    </message>
</context>
<context>
    <name>app::Readiness</name>
    <message>
        <source>Removed.</source>
        <translation>Entfernt.</translation>
    </message>
    <message>
        <source>A .env file</source>
        <translation>Eine .env-Datei</translation>
    </message>
    <message>
        <source>Nothing of the demo&apos;s is in it.</source>
        <translation>Darin ist nichts von der Demo.</translation>
    </message>
    <message>
        <source>Taken: %1.</source>
        <translation>Übernommen: %1.</translation>
    </message>
    <message>
        <source>Looking; nothing is changed.</source>
        <translation>Es wird nachgesehen; nichts wird geändert.</translation>
    </message>
    <message>
        <source>in the window</source>
        <translation>im Fenster</translation>
    </message>
    <message>
        <source>Pre-flight %1/%2</source>
        <translation>Vorprüfung %1/%2</translation>
    </message>
    <message>
        <source>Kept in %1, which only you can read.</source>
        <translation>Aufbewahrt in %1; nur Sie können es lesen.</translation>
    </message>
    <message>
        <source>%1 is kept.</source>
        <translation>%1 ist aufbewahrt.</translation>
    </message>
    <message>
        <source>Licences are read: see above. There is no key to test.</source>
        <translation>Lizenzen sind gelesen: siehe oben. Es gibt keinen Schlüssel zu prüfen.</translation>
    </message>
    <message>
        <source>Asking the key&apos;s service…</source>
        <translation>Der Dienst des Schlüssels wird gefragt …</translation>
    </message>
</context>
<context>
    <name>app::Tabs</name>
    <message>
        <source>Its forward is %1</source>
        <translation>Seine Weiterleitung: %1</translation>
    </message>
    <message>
        <source>Tabs %1/%2</source>
        <translation>Seiten %1/%2</translation>
    </message>
    <message>
        <source>Path</source>
        <translation>Weg</translation>
    </message>
</context>
<context>
    <name>app::Undoing</name>
    <message>
        <source>undo of %1 begins</source>
        <translation>Rücknahme von %1 beginnt</translation>
    </message>
    <message>
        <source>%1 is undone after %2; the playhead stays where it is</source>
        <translation>%1 ist nach %2 zurückgenommen; die Show bleibt, wo sie ist</translation>
    </message>
    <message>
        <source>undo of %1 was stopped: half of it may be done. Undo again, or hold Reset</source>
        <translation>Rücknahme von %1 abgebrochen: sie kann halb fertig sein. Noch einmal zurücknehmen oder Reset halten</translation>
    </message>
    <message>
        <source>undo of %1 failed: %2. Undo again, or hold Reset</source>
        <translation>Rücknahme von %1 fehlgeschlagen: %2. Noch einmal zurücknehmen oder Reset halten</translation>
    </message>
    <message>
        <source>steps on the cluster: %1, last time %2</source>
        <translation>Schritte am Cluster: %1, zuletzt %2</translation>
    </message>
    <message>
        <source>steps on the cluster: %1, about %2</source>
        <translation>Schritte am Cluster: %1, etwa %2</translation>
    </message>
    <message>
        <source>Undo %1: %2</source>
        <translation>%1 zurück: %2</translation>
    </message>
    <message>
        <source>Takes back what %1 has changed: %2. The playhead stays where it is; two presses within 4 s.</source>
        <translation>Nimmt zurück, was %1 geändert hat: %2. Die Show bleibt, wo sie ist; zwei Drücke innerhalb von 4 s.</translation>
    </message>
    <message>
        <source>undoing since %1</source>
        <translation>läuft seit %1</translation>
    </message>
    <message>
        <source>PRESS AGAIN: changes the cluster</source>
        <translation>NOCH EINMAL: ändert den Cluster</translation>
    </message>
    <message>
        <source>FAILED: %1</source>
        <translation>FEHLGESCHLAGEN: %1</translation>
    </message>
    <message>
        <source>STOPPED: half of it may be done</source>
        <translation>ABGEBROCHEN: sie kann halb fertig sein</translation>
    </message>
    <message>
        <source>Undo again, or hold Reset</source>
        <translation>Noch einmal zurücknehmen oder Reset halten</translation>
    </message>
</context>
<context>
    <name>app::Window</name>
    <message>
        <source>TrustUsBank Cockpit</source>
        <translation>TrustUsBank Cockpit</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>Present</source>
        <translation>Vorführen</translation>
    </message>
    <message>
        <source>Forwards</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>Evidence</source>
        <translation>Belege</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>From the next start on.</source>
        <translation>Ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Only watching: %1</source>
        <translation>Nur Zuschauen: %1</translation>
    </message>
    <message>
        <source>the show goes on at %1; nothing was fired</source>
        <translation>die Vorführung geht bei %1 weiter; nichts wurde ausgelöst</translation>
    </message>
    <message>
        <source>only watching: %1</source>
        <translation>nur Zuschauen: %1</translation>
    </message>
    <message>
        <source>forward %1 is %2</source>
        <translation>Weiterleitung %1: %2</translation>
    </message>
    <message>
        <source>no cluster is chosen</source>
        <translation>kein Cluster gewählt</translation>
    </message>
    <message>
        <source>Cluster</source>
        <translation>Cluster</translation>
    </message>
    <message>
        <source>Cluster gone</source>
        <translation>Cluster weg</translation>
    </message>
    <message>
        <source>Forwards %1/%2</source>
        <translation>Tunnel %1/%2</translation>
    </message>
    <message>
        <source>Evidence: %1 silent</source>
        <translation>Belege: %1 still</translation>
    </message>
    <message>
        <source>/ %1  %2</source>
        <translation>/ %1  %2</translation>
    </message>
    <message>
        <source>Act %1: %2</source>
        <translation>Akt %1: %2</translation>
    </message>
    <message>
        <source>show log %1 events</source>
        <translation>Protokoll: %1 Ereignisse</translation>
    </message>
    <message>
        <source>ETA %1</source>
        <translation>noch %1</translation>
    </message>
    <message>
        <source>TrustUsBank Cockpit – ending what it began</source>
        <translation>TrustUsBank Cockpit – beendet, was es begonnen hat</translation>
    </message>
    <message>
        <source>Asking what is on it.</source>
        <translation>Wird gefragt, was darauf läuft.</translation>
    </message>
    <message>
        <source>Asked at %1.</source>
        <translation>Gefragt um %1.</translation>
    </message>
    <message>
        <source>refused: %1</source>
        <translation>abgelehnt: %1</translation>
    </message>
    <message>
        <source>a deploy is running</source>
        <translation>eine Bereitstellung läuft</translation>
    </message>
    <message>
        <source>%1: %2 of %3  ·  %4</source>
        <translation>%1: %2 von %3  ·  %4</translation>
    </message>
    <message>
        <source>SHOW is locked: Ctrl+Shift+L</source>
        <translation>SHOW ist gesperrt: Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>a cue is running</source>
        <translation>ein Schritt läuft</translation>
    </message>
</context>
<context>
    <name>widgets::Activity</name>
    <message>
        <source>What happened</source>
        <translation>Was geschehen ist</translation>
    </message>
    <message>
        <source>Nothing has happened yet.</source>
        <translation>Es ist noch nichts geschehen.</translation>
    </message>
</context>
<context>
    <name>widgets::AudienceView</name>
    <message>
        <source>What the audience sees</source>
        <translation>Was das Publikum sieht</translation>
    </message>
    <message>
        <source>TrustUsBank – audience</source>
        <translation>TrustUsBank – Publikum</translation>
    </message>
    <message>
        <source>One moment, please</source>
        <translation>Einen Moment, bitte</translation>
    </message>
</context>
<context>
    <name>widgets::DeployPane</name>
    <message>
        <source>Phases</source>
        <translation>Phasen</translation>
    </message>
    <message>
        <source>Steps</source>
        <translation>Schritte</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Deploy</source>
        <translation>Aufbau</translation>
    </message>
    <message>
        <source>%1 – steps</source>
        <translation>%1 – Schritte</translation>
    </message>
    <message>
        <source>Pre-flight</source>
        <translation>Vorprüfung</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Pause</translation>
    </message>
    <message>
        <source>Retry</source>
        <translation>Erneut</translation>
    </message>
    <message>
        <source>From…</source>
        <translation>Ab …</translation>
    </message>
    <message>
        <source>Runs what failed once more; earlier attempts are kept</source>
        <translation>Führt Gescheitertes noch einmal aus; frühere Versuche bleiben</translation>
    </message>
    <message>
        <source>Deploys from the chosen phase on</source>
        <translation>Baut ab der gewählten Phase auf</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Nothing is planned yet: no cluster was looked at.</source>
        <translation>Noch ist nichts geplant: kein Cluster wurde angesehen.</translation>
    </message>
    <message>
        <source>No phase is chosen.</source>
        <translation>Keine Phase ist gewählt.</translation>
    </message>
</context>
<context>
    <name>widgets::Doorman</name>
    <message>
        <source>%1 has no such form</source>
        <translation>%1 hat kein solches Formular</translation>
    </message>
    <message>
        <source>%1 says: %2</source>
        <translation>%1 sagt: %2</translation>
    </message>
    <message>
        <source>nothing, its form comes again</source>
        <translation>nichts, sein Formular kommt wieder</translation>
    </message>
</context>
<context>
    <name>widgets::EvidenceModel</name>
    <message>
        <source>%1 (not a must)</source>
        <translation>%1 (kein Muss)</translation>
    </message>
    <message>
        <source>Verdict</source>
        <translation>Urteil</translation>
    </message>
    <message>
        <source>Seen at</source>
        <translation>Gesehen</translation>
    </message>
    <message>
        <source>Act</source>
        <translation>Akt</translation>
    </message>
    <message>
        <source>Question</source>
        <translation>Frage</translation>
    </message>
    <message>
        <source>Value</source>
        <translation>Wert</translation>
    </message>
    <message>
        <source>Expected</source>
        <translation>Erwartet</translation>
    </message>
    <message>
        <source>Took</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Check</source>
        <translation>Prüfung</translation>
    </message>
</context>
<context>
    <name>widgets::EvidencePane</name>
    <message>
        <source>Evidence</source>
        <translation>Belege</translation>
    </message>
    <message>
        <source>Verdicts</source>
        <translation>Urteile</translation>
    </message>
    <message>
        <source>Every question, as it was answered</source>
        <translation>Jede Frage, wie sie beantwortet wurde</translation>
    </message>
    <message>
        <source>Act %1 – %2</source>
        <translation>Akt %1 – %2</translation>
    </message>
    <message>
        <source>Act %1: %2</source>
        <translation>Akt %1: %2</translation>
    </message>
    <message>
        <source>No act was played. Each leaves its verdict here.</source>
        <translation>Kein Akt wurde gespielt. Jeder lässt hier sein Urteil.</translation>
    </message>
    <message>
        <source>No question was answered yet. They are asked from an act&apos;s first GO on.</source>
        <translation>Noch keine Frage ist beantwortet. Gefragt wird ab dem ersten GO eines Akts.</translation>
    </message>
</context>
<context>
    <name>widgets::ForwardDetail</name>
    <message>
        <source>%1 B</source>
        <translation>%1 B</translation>
    </message>
    <message>
        <source>%1 kB</source>
        <translation>%1 kB</translation>
    </message>
    <message>
        <source>%1 MB</source>
        <translation>%1 MB</translation>
    </message>
    <message>
        <source>%1 s</source>
        <translation>%1 s</translation>
    </message>
    <message>
        <source>not over</source>
        <translation>nicht vorbei</translation>
    </message>
    <message>
        <source>%1 lost</source>
        <translation>%1 verloren</translation>
    </message>
    <message>
        <source>planned: %1</source>
        <translation>geplant: %1</translation>
    </message>
    <message>
        <source>Open its tab</source>
        <translation>Zum Reiter</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Trouble and what it healed from</source>
        <translation>Störung und überstandene Unterbrechungen</translation>
    </message>
    <message>
        <source>Shows the tab of this service in Present mode</source>
        <translation>Zeigt den Reiter dieses Dienstes im Vorführen</translation>
    </message>
    <message>
        <source>Puts the local address on the clipboard</source>
        <translation>Legt die lokale Adresse in die Zwischenablage</translation>
    </message>
    <message>
        <source>Choose a forward to see more of it.</source>
        <translation>Weiterleitung wählen, um mehr zu sehen.</translation>
    </message>
    <message>
        <source>%1 open, %2 since start · %3 to it, %4 from it · %5 lost</source>
        <translation>%1 offen, %2 seit Beginn · %3 hin, %4 zurück · %5 verloren</translation>
    </message>
    <message>
        <source>The port is held by process %1 since %2: %3</source>
        <translation>Den Port hält Prozess %1 seit %2: %3</translation>
    </message>
    <message>
        <source>It has not been interrupted since it was started.</source>
        <translation>Seit dem Start nicht unterbrochen.</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>The raw words of its trouble, and what it healed from</source>
        <translation>Die Störung im Wortlaut und was überstanden ist</translation>
    </message>
    <message>
        <source>Use another port</source>
        <translation>Anderer Port</translation>
    </message>
    <message>
        <source>Restart</source>
        <translation>Neu starten</translation>
    </message>
    <message>
        <source>Leaves the port to the program that has it; the tab, the probes and the links follow to a free one</source>
        <translation>Lässt den Port dem Programm, das ihn hat; Reiter, Proben und Links folgen auf einen freien</translation>
    </message>
    <message>
        <source>Ends its connections, chooses the pod anew and opens the port again</source>
        <translation>Beendet seine Verbindungen, wählt den Pod neu und öffnet den Port wieder</translation>
    </message>
    <message>
        <source>Resume</source>
        <translation>Fortsetzen</translation>
    </message>
    <message>
        <source>Pause</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Opens its port again</source>
        <translation>Öffnet seinen Port wieder</translation>
    </message>
    <message>
        <source>Closes its port and ends its connections until it is resumed; its tab keeps the last good picture</source>
        <translation>Schließt seinen Port und beendet seine Verbindungen, bis er fortgesetzt wird; sein Reiter behält das letzte gute Bild</translation>
    </message>
</context>
<context>
    <name>widgets::ForwardModel</name>
    <message>
        <source>Off</source>
        <translation>Aus</translation>
    </message>
    <message>
        <source>Waiting</source>
        <translation>Wartet</translation>
    </message>
    <message>
        <source>Listening</source>
        <translation>Horcht</translation>
    </message>
    <message>
        <source>Reconnecting</source>
        <translation>Verbindet neu</translation>
    </message>
    <message>
        <source>Verified</source>
        <translation>Geprüft</translation>
    </message>
    <message>
        <source>Degraded</source>
        <translation>Gestört</translation>
    </message>
    <message>
        <source>Conflict</source>
        <translation>Konflikt</translation>
    </message>
    <message>
        <source>Failed</source>
        <translation>Gescheitert</translation>
    </message>
    <message>
        <source>never</source>
        <translation>nie</translation>
    </message>
    <message>
        <source>%1 s ago</source>
        <translation>vor %1 s</translation>
    </message>
    <message>
        <source>%1 min ago</source>
        <translation>vor %1 min</translation>
    </message>
    <message>
        <source>%1 ms</source>
        <translation>%1 ms</translation>
    </message>
    <message>
        <source>–</source>
        <translation>–</translation>
    </message>
    <message>
        <source>%1 (process %2: %3)</source>
        <translation>%1 (Prozess %2: %3)</translation>
    </message>
    <message>
        <source>%1 · try %2</source>
        <translation>%1 · Versuch %2</translation>
    </message>
    <message>
        <source>State</source>
        <translation>Zustand</translation>
    </message>
    <message>
        <source>Forward</source>
        <translation>Weiterleitung</translation>
    </message>
    <message>
        <source>Local</source>
        <translation>Lokal</translation>
    </message>
    <message>
        <source>Target</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>Latency</source>
        <translation>Dauer</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Offen</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Fehl</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Paused</source>
        <translation>Angehalten</translation>
    </message>
    <message>
        <source>User interfaces</source>
        <translation>Oberflächen</translation>
    </message>
    <message>
        <source>APIs</source>
        <translation>Schnittstellen (APIs)</translation>
    </message>
    <message>
        <source>%1 · %2 of %3 verified</source>
        <translation>%1 · %2 von %3 geprüft</translation>
    </message>
    <message>
        <source>The order in which they start</source>
        <translation>Die Reihenfolge, in der sie starten</translation>
    </message>
    <message>
        <source>No.</source>
        <translation>Nr.</translation>
    </message>
</context>
<context>
    <name>widgets::ForwardsPane</name>
    <message>
        <source>Forwards</source>
        <translation>Tunnel</translation>
    </message>
    <message>
        <source>No cluster is chosen yet.</source>
        <translation>Noch ist kein Cluster gewählt.</translation>
    </message>
    <message>
        <source>%1 of %2 verified by a request through the tunnel.</source>
        <translation>%1 von %2 durch eine Anfrage über den Tunnel geprüft.</translation>
    </message>
</context>
<context>
    <name>widgets::LogPanel</name>
    <message>
        <source>All lines</source>
        <translation>Alle Zeilen</translation>
    </message>
    <message>
        <source>Warnings</source>
        <translation>Warnungen</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Level of the log&apos;s lines</source>
        <translation>Stufe der Protokollzeilen</translation>
    </message>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Text in the log&apos;s lines</source>
        <translation>Text in den Protokollzeilen</translation>
    </message>
    <message>
        <source>All steps</source>
        <translation>Alle Schritte</translation>
    </message>
    <message>
        <source>Follow</source>
        <translation>Folgen</translation>
    </message>
    <message>
        <source>Copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>Behind the step</source>
        <translation>Hintergrund</translation>
    </message>
    <message>
        <source>What is behind the step</source>
        <translation>Was hinter dem Schritt steht</translation>
    </message>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Step %1 ×</source>
        <translation>Schritt %1 ×</translation>
    </message>
    <message>
        <source>Choose a step above to see its lines alone</source>
        <translation>Wählen Sie oben einen Schritt, um nur seine Zeilen zu sehen</translation>
    </message>
    <message>
        <source>Show the lines of all steps again</source>
        <translation>Wieder die Zeilen aller Schritte zeigen</translation>
    </message>
</context>
<context>
    <name>widgets::LogView</name>
    <message>
        <source>Log</source>
        <translation>Protokoll</translation>
    </message>
    <message>
        <source>Nothing was said yet.</source>
        <translation>Noch wurde nichts gesagt.</translation>
    </message>
    <message>
        <source>Looking for lines that fit…</source>
        <translation>Passende Zeilen werden gesucht …</translation>
    </message>
    <message>
        <source>No line fits the filter.</source>
        <translation>Keine Zeile passt zum Filter.</translation>
    </message>
</context>
<context>
    <name>widgets::Masthead</name>
    <message>
        <source>TrustUsBank Cockpit</source>
        <translation>TrustUsBank Cockpit</translation>
    </message>
    <message>
        <source>00:00</source>
        <translation>00:00</translation>
    </message>
    <message>
        <source>no cluster</source>
        <translation>kein Cluster</translation>
    </message>
    <message>
        <source>REHEARSAL %1</source>
        <translation>PROBE %1</translation>
    </message>
    <message>
        <source>LIVE %1</source>
        <translation>LIVE %1</translation>
    </message>
</context>
<context>
    <name>widgets::ModeSwitch</name>
    <message>
        <source>Mode</source>
        <translation>Modus</translation>
    </message>
    <message>
        <source>no key</source>
        <translation>keine Taste</translation>
    </message>
</context>
<context>
    <name>widgets::Notes</name>
    <message>
        <source>Nothing to say here.</source>
        <translation>Hier ist nichts zu sagen.</translation>
    </message>
    <message>
        <source>If it fails: %1</source>
        <translation>Wenn es misslingt: %1</translation>
    </message>
</context>
<context>
    <name>widgets::PreflightPane</name>
    <message>
        <source>Check all</source>
        <translation>Alles prüfen</translation>
    </message>
    <message>
        <source>Quick check</source>
        <translation>Kurzprüfung</translation>
    </message>
    <message>
        <source>Waive</source>
        <translation>Verzichten</translation>
    </message>
    <message>
        <source>Back to the steps</source>
        <translation>Zu den Schritten</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Pre-flight</source>
        <translation>Vorprüfung</translation>
    </message>
    <message>
        <source>Nothing was checked yet.</source>
        <translation>Noch wurde nichts geprüft.</translation>
    </message>
</context>
<context>
    <name>widgets::PresentPane</name>
    <message>
        <source>Say</source>
        <translation>Sagen</translation>
    </message>
    <message>
        <source>Evidence – this act</source>
        <translation>Belege – dieser Akt</translation>
    </message>
    <message>
        <source>Standby</source>
        <translation>Bereitschaft</translation>
    </message>
    <message>
        <source>Run of show</source>
        <translation>Ablauf</translation>
    </message>
</context>
<context>
    <name>widgets::RunOfShow</name>
    <message>
        <source>Run of show</source>
        <translation>Ablauf</translation>
    </message>
    <message>
        <source>No show stands by. It does as soon as everything is deployed and every forward is Verified: see Deploy and Forwards.</source>
        <translation>Keine Vorführung steht bereit. Sie tut es, sobald alles eingerichtet und jeder Tunnel geprüft ist: siehe Aufbau und Tunnel.</translation>
    </message>
</context>
<context>
    <name>widgets::SecretsPane</name>
    <message>
        <source>Import .env…</source>
        <translation>.env einlesen …</translation>
    </message>
    <message>
        <source>Test all</source>
        <translation>Alle testen</translation>
    </message>
    <message>
        <source>Back to the steps</source>
        <translation>Zu den Schritten</translation>
    </message>
    <message>
        <source>Keys and licences</source>
        <translation>Schlüssel, Lizenzen</translation>
    </message>
    <message>
        <source>paste a new one</source>
        <translation>einen neuen einfügen</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>%1 – from %2</source>
        <translation>%1 – aus %2</translation>
    </message>
    <message>
        <source>This demo asks for no key and no licence.</source>
        <translation>Diese Demo braucht keinen Schlüssel und keine Lizenz.</translation>
    </message>
</context>
<context>
    <name>widgets::SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>&amp;Keys …</source>
        <translation>&amp;Tasten …</translation>
    </message>
    <message>
        <source>&amp;Close</source>
        <translation>S&amp;chließen</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>F&amp;arben</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Text &amp;size</source>
        <translation>Text&amp;größe</translation>
    </message>
    <message>
        <source>%1 %</source>
        <translation>%1 %</translation>
    </message>
</context>
<context>
    <name>widgets::Sparkline</name>
    <message>
        <source>No latency is known yet.</source>
        <translation>Noch ist keine Latenz bekannt.</translation>
    </message>
    <message>
        <source>Latency of the last %1 probes: now %2 ms, at worst %3 ms</source>
        <translation>Latenz der letzten %1 Proben: jetzt %2 ms, höchstens %3 ms</translation>
    </message>
</context>
<context>
    <name>widgets::StagePane</name>
    <message>
        <source>No page stands here: no cluster is chosen.</source>
        <translation>Hier steht keine Seite: kein Cluster ist gewählt.</translation>
    </message>
</context>
<context>
    <name>widgets::StandbyCard</name>
    <message>
        <source>NOTHING ON STANDBY</source>
        <translation>NICHTS IN BEREITSCHAFT</translation>
    </message>
    <message>
        <source>No cue</source>
        <translation>Kein Schritt</translation>
    </message>
    <message>
        <source>not checked</source>
        <translation>nicht geprüft</translation>
    </message>
    <message>
        <source>Standby: %1, %2, %3</source>
        <translation>Bereitschaft: %1, %2, %3</translation>
    </message>
</context>
<context>
    <name>widgets::StartScreen</name>
    <message>
        <source>Rehearse</source>
        <translation>Proben</translation>
    </message>
    <message>
        <source>Use this cluster</source>
        <translation>Diesen Cluster verwenden</translation>
    </message>
    <message>
        <source>Contexts of the kubeconfig</source>
        <translation>Kontexte der kubeconfig</translation>
    </message>
    <message>
        <source>Starts a cluster of its own on this machine, deploys the demo on it and puts Act 1 on standby. No Docker, no key, no Internet. It is gone when the window closes.</source>
        <translation>Startet auf diesem Rechner einen eigenen Cluster, baut die Demo darauf auf und stellt Akt 1 in Bereitschaft. Kein Docker, kein Schlüssel, kein Internet. Er ist weg, wenn das Fenster schließt.</translation>
    </message>
    <message>
        <source>A cluster</source>
        <translation>Ein Cluster</translation>
    </message>
    <message>
        <source>Contexts of your kubeconfig. Opening one changes nothing on it.</source>
        <translation>Kontexte Ihrer kubeconfig. Einen zu öffnen ändert nichts an ihm.</translation>
    </message>
    <message>
        <source>No kubeconfig was read.</source>
        <translation>Es wurde keine kubeconfig gelesen.</translation>
    </message>
    <message>
        <source>Create a kind cluster on this machine</source>
        <translation>kind-Cluster auf diesem Rechner anlegen</translation>
    </message>
    <message>
        <source>Stop creating it</source>
        <translation>Anlegen abbrechen</translation>
    </message>
    <message>
        <source>Go on with the show</source>
        <translation>Show fortsetzen</translation>
    </message>
</context>
<context>
    <name>widgets::StatusLine</name>
    <message>
        <source>last key %1</source>
        <translation>letzte Taste %1</translation>
    </message>
</context>
<context>
    <name>widgets::TabPage</name>
    <message>
        <source>Nothing is known of it yet.</source>
        <translation>Noch ist nichts darüber bekannt.</translation>
    </message>
    <message>
        <source>Signing in</source>
        <translation>Anmeldung</translation>
    </message>
    <message>
        <source>%1 does not answer</source>
        <translation>%1 antwortet nicht</translation>
    </message>
    <message>
        <source>Signing in did not work: %1</source>
        <translation>Die Anmeldung gelang nicht: %1</translation>
    </message>
    <message>
        <source>%1. You can sign in below.</source>
        <translation>%1. Sie können sich unten anmelden.</translation>
    </message>
    <message>
        <source>%1. Below is what the cockpit itself knows.</source>
        <translation>%1. Unten steht, was das Cockpit selbst weiß.</translation>
    </message>
    <message>
        <source>%1 (since %2). Below is what the cockpit itself knows.</source>
        <translation>%1 (seit %2). Unten steht, was das Cockpit selbst weiß.</translation>
    </message>
    <message>
        <source>%1 (since %2). Below is the last good picture, not live.</source>
        <translation>%1 (seit %2). Unten ist das letzte gute Bild, nicht live.</translation>
    </message>
    <message>
        <source>the page was loaded anew</source>
        <translation>die Seite wurde neu geladen</translation>
    </message>
</context>
<context>
    <name>widgets::TabStrip</name>
    <message>
        <source>Tabs of the stage</source>
        <translation>Seiten der Bühne</translation>
    </message>
</context>
<context>
    <name>widgets::Tile</name>
    <message>
        <source>%1: %2, %3, %4</source>
        <translation>%1: %2, %3, %4</translation>
    </message>
    <message>
        <source>%1 · seen %2</source>
        <translation>%1 · gesehen %2</translation>
    </message>
</context>
<context>
    <name>widgets::TileBoard</name>
    <message>
        <source>Nothing is asked yet: the act has not begun.</source>
        <translation>Noch wird nichts gefragt: der Akt hat nicht begonnen.</translation>
    </message>
</context>
<context>
    <name>widgets::Transport</name>
    <message>
        <source>GO</source>
        <translation>GO</translation>
    </message>
    <message>
        <source>◂ Back</source>
        <translation>◂ Zurück</translation>
    </message>
    <message>
        <source>PgUp</source>
        <translation>PgUp</translation>
    </message>
    <message>
        <source>Skip</source>
        <translation>Auslassen</translation>
    </message>
    <message>
        <source>Ctrl+Shift+→</source>
        <translation>Ctrl+Shift+→</translation>
    </message>
    <message>
        <source>PANIC</source>
        <translation>PANIK</translation>
    </message>
    <message>
        <source>F12</source>
        <translation>F12</translation>
    </message>
    <message>
        <source>BUILD</source>
        <translation>AUFBAU</translation>
    </message>
    <message>
        <source>Ctrl+Shift+L</source>
        <translation>Ctrl+Shift+L</translation>
    </message>
    <message>
        <source>⟳ Reset</source>
        <translation>⟳ Reset</translation>
    </message>
    <message>
        <source>hold 1.5 s</source>
        <translation>1,5 s halten</translation>
    </message>
    <message>
        <source>Freeze</source>
        <translation>Standbild</translation>
    </message>
    <message>
        <source>F5</source>
        <translation>F5</translation>
    </message>
    <message>
        <source>Black</source>
        <translation>Schwarz</translation>
    </message>
    <message>
        <source>Ctrl+B  .</source>
        <translation>Ctrl+B  .</translation>
    </message>
    <message>
        <source>Recorded</source>
        <translation>Aufnahme</translation>
    </message>
    <message>
        <source>Ctrl+R</source>
        <translation>Ctrl+R</translation>
    </message>
    <message>
        <source>nothing on standby</source>
        <translation>nichts in Bereitschaft</translation>
    </message>
    <message>
        <source>Act %1</source>
        <translation>Akt %1</translation>
    </message>
    <message>
        <source>Ctrl+Alt+%1</source>
        <translation>Ctrl+Alt+%1</translation>
    </message>
    <message>
        <source>RELEASE</source>
        <translation>WEITER</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
</context>
<context>
    <name>widgets::Typist</name>
    <message>
        <source>it is not the page that takes prompts</source>
        <translation>es ist nicht die Seite, die Fragen annimmt</translation>
    </message>
    <message>
        <source>its script failed</source>
        <translation>ihr Skript schlug fehl</translation>
    </message>
    <message>
        <source>it sent nothing</source>
        <translation>sie hat nichts gesendet</translation>
    </message>
    <message>
        <source>it sent another prompt</source>
        <translation>sie hat eine andere Frage gesendet</translation>
    </message>
    <message>
        <source>it has no field for a prompt</source>
        <translation>sie hat kein Feld für eine Frage</translation>
    </message>
    <message>
        <source>it is still busy with another prompt</source>
        <translation>sie ist noch mit einer anderen Frage beschäftigt</translation>
    </message>
</context>
<context>
    <name>widgets::ViewMenu</name>
    <message>
        <source>Theme and text size</source>
        <translation>Farben und Textgröße</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Next theme</source>
        <translation>Nächste Farben</translation>
    </message>
    <message>
        <source>Larger text</source>
        <translation>Größerer Text</translation>
    </message>
    <message>
        <source>Smaller text</source>
        <translation>Kleinerer Text</translation>
    </message>
    <message>
        <source>Usual text size</source>
        <translation>Übliche Textgröße</translation>
    </message>
    <message>
        <source>Settings …</source>
        <translation>Einstellungen …</translation>
    </message>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
</TS>

<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de">
<context>
    <name>AboutDialog</name>
    <message>
        <source>About Companion</source>
        <translation>Über Companion</translation>
    </message>
    <message>
        <source>No server: everything is kept on this laptop.</source>
        <translation>Kein Server: Alles bleibt auf diesem Laptop.</translation>
    </message>
    <message>
        <source>Libraries</source>
        <translation>Bibliotheken</translation>
    </message>
    <message>
        <source>Licence of the chosen library</source>
        <translation>Lizenz der gewählten Bibliothek</translation>
    </message>
    <message>
        <source>Companion</source>
        <translation>Companion</translation>
    </message>
    <message>
        <source>What marketing promised and what sales heard.</source>
        <translation>Was das Marketing versprach und was der Vertrieb hörte.</translation>
    </message>
    <message>
        <source>MIT licence. It stands on the work of others:</source>
        <translation>MIT-Lizenz. Es baut auf der Arbeit anderer auf:</translation>
    </message>
    <message>
        <source>Copy facts</source>
        <translation>Angaben kopieren</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>This library is not part of this installation.</source>
        <translation>Diese Bibliothek gehört nicht zu dieser Installation.</translation>
    </message>
</context>
<context>
    <name>Actions</name>
    <message>
        <source>&amp;New prospect …</source>
        <translation>&amp;Neuer Interessent …</translation>
    </message>
    <message>
        <source>&amp;Edit this prospect …</source>
        <translation>Interessent &amp;bearbeiten …</translation>
    </message>
    <message>
        <source>Import &amp;prospects …</source>
        <translation>&amp;Interessenten einlesen …</translation>
    </message>
    <message>
        <source>Import &amp;campaigns …</source>
        <translation>&amp;Kampagnen einlesen …</translation>
    </message>
    <message>
        <source>&amp;Undo the last import …</source>
        <translation>Letzten Import &amp;rückgängig machen …</translation>
    </message>
    <message>
        <source>&amp;Join a server …</source>
        <translation>Mit einem &amp;Server verbinden …</translation>
    </message>
    <message>
        <source>P&amp;rofiles …</source>
        <translation>P&amp;rofile …</translation>
    </message>
    <message>
        <source>Sign &amp;out …</source>
        <translation>A&amp;bmelden …</translation>
    </message>
    <message>
        <source>&amp;Quit</source>
        <translation>B&amp;eenden</translation>
    </message>
    <message>
        <source>&amp;Call</source>
        <translation>&amp;Anruf</translation>
    </message>
    <message>
        <source>&amp;Start the clock or hang up</source>
        <translation>&amp;Uhr starten oder auflegen</translation>
    </message>
    <message>
        <source>&amp;Objection to the selected words</source>
        <translation>&amp;Einwand zu den gewählten Worten</translation>
    </message>
    <message>
        <source>Move the objection &amp;up</source>
        <translation>Einwand nach &amp;oben</translation>
    </message>
    <message>
        <source>Move the objection do&amp;wn</source>
        <translation>Einwand nach u&amp;nten</translation>
    </message>
    <message>
        <source>&amp;Remove the objection</source>
        <translation>Einwand &amp;entfernen</translation>
    </message>
    <message>
        <source>Say the selected words &amp;better</source>
        <translation>Gewählte Worte &amp;besser sagen</translation>
    </message>
    <message>
        <source>Sa&amp;ve</source>
        <translation>&amp;Sichern</translation>
    </message>
    <message>
        <source>Save and &amp;next</source>
        <translation>Sichern und &amp;weiter</translation>
    </message>
    <message>
        <source>&amp;Take the last save or removal back</source>
        <translation>Letztes Sichern oder Entfernen &amp;zurücknehmen</translation>
    </message>
    <message>
        <source>&amp;List and search</source>
        <translation>&amp;Liste und Suche</translation>
    </message>
    <message>
        <source>&amp;Filters and saved searches</source>
        <translation>&amp;Filter und gemerkte Suchen</translation>
    </message>
    <message>
        <source>Go to &amp;Line</source>
        <translation>Zu „&amp;Leitung“</translation>
    </message>
    <message>
        <source>Go to &amp;Result</source>
        <translation>Zu „&amp;Ergebnis“</translation>
    </message>
    <message>
        <source>Go to The pro&amp;mise was</source>
        <translation>Zu „Das Versprechen &amp;wurde“</translation>
    </message>
    <message>
        <source>Go to Ne&amp;xt step</source>
        <translation>Zu „&amp;Nächster Schritt“</translation>
    </message>
    <message>
        <source>Go to N&amp;otes</source>
        <translation>Zu „N&amp;otizen“</translation>
    </message>
    <message>
        <source>Go to the &amp;promise</source>
        <translation>Zum &amp;Versprechen</translation>
    </message>
    <message>
        <source>What marketing &amp;answered you</source>
        <translation>Antworten vom &amp;Marketing</translation>
    </message>
    <message>
        <source>What the newer version says &amp;differently</source>
        <translation>Was die neuere Fassung an&amp;ders sagt</translation>
    </message>
    <message>
        <source>&amp;Compact form, always on top</source>
        <translation>&amp;Kompakt, immer im Vordergrund</translation>
    </message>
    <message>
        <source>&amp;Wider form</source>
        <translation>Formular &amp;breiter</translation>
    </message>
    <message>
        <source>Na&amp;rrower form</source>
        <translation>Formular &amp;schmaler</translation>
    </message>
    <message>
        <source>&amp;What is not on the server yet</source>
        <translation>&amp;Noch nicht auf dem Server</translation>
    </message>
    <message>
        <source>S&amp;ync now</source>
        <translation>&amp;Jetzt abgleichen</translation>
    </message>
    <message>
        <source>&amp;Keys</source>
        <translation>&amp;Tasten</translation>
    </message>
    <message>
        <source>Se&amp;ttings …</source>
        <translation>&amp;Einstellungen …</translation>
    </message>
    <message>
        <source>How this laptop is &amp;doing</source>
        <translation>Wie es diesem Laptop &amp;geht</translation>
    </message>
    <message>
        <source>&amp;Look for an update</source>
        <translation>Nach einem &amp;Update sehen</translation>
    </message>
    <message>
        <source>&amp;About Companion</source>
        <translation>Über &amp;Companion</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>&amp;Go</source>
        <translation>&amp;Gehe zu</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
    <message>
        <source>Colours as the &amp;system has them</source>
        <translation>Farben wie im &amp;System</translation>
    </message>
    <message>
        <source>L&amp;ight colours</source>
        <translation>&amp;Helle Farben</translation>
    </message>
    <message>
        <source>&amp;Dark colours</source>
        <translation>&amp;Dunkle Farben</translation>
    </message>
    <message>
        <source>High &amp;contrast</source>
        <translation>Hoher &amp;Kontrast</translation>
    </message>
</context>
<context>
    <name>AgainDialog</name>
    <message>
        <source>Sign in again</source>
        <translation>Wieder anmelden</translation>
    </message>
    <message>
        <source>Everything on this laptop stays, and what is not sent goes up afterwards.</source>
        <translation>Alles auf diesem Laptop bleibt, und was nicht gesendet ist, geht danach hinauf.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
</context>
<context>
    <name>Annexes</name>
    <message>
        <source>Saved on this laptop.</source>
        <translation>Auf diesem Laptop gesichert.</translation>
    </message>
    <message>
        <source>Make a new key?</source>
        <translation>Einen neuen Schlüssel machen?</translation>
    </message>
    <message>
        <source>Everything on this laptop is encrypted anew, its backups too. Nothing is lost; what you are writing is kept.</source>
        <translation>Alles auf diesem Laptop wird neu verschlüsselt, auch seine Sicherungen. Nichts geht verloren; was Sie gerade schreiben, bleibt.</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neuer Schlüssel</translation>
    </message>
</context>
<context>
    <name>AnswerList</name>
    <message>
        <source>Answers that fit</source>
        <translation>Passende Antworten</translation>
    </message>
    <message>
        <source>Not used after all</source>
        <translation>Doch nicht verwendet</translation>
    </message>
</context>
<context>
    <name>AnswerRow</name>
    <message>
        <source>used</source>
        <translation>verwendet</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
</context>
<context>
    <name>Answers</name>
    <message>
        <source>resolved {resolved} of {uses}</source>
        <translation>{resolved} von {uses} gelöst</translation>
    </message>
</context>
<context>
    <name>Beginnings</name>
    <message>
        <source>Begin anew on this laptop?</source>
        <translation>Auf diesem Laptop neu beginnen?</translation>
    </message>
    <message>
        <source>What is here is set aside in its folder, still encrypted. What was not sent is in it, and only its old key opens it.</source>
        <translation>Was hier ist, wird in seinem Ordner beiseitegelegt, weiter verschlüsselt. Nicht Gesendetes liegt darin, und nur sein alter Schlüssel öffnet es.</translation>
    </message>
    <message>
        <source>Begin anew</source>
        <translation>Neu beginnen</translation>
    </message>
</context>
<context>
    <name>BrowserWay</name>
    <message>
        <source>Companion cannot hear the browser&apos;s answer on this laptop. Please use a code.</source>
        <translation>Companion kann die Antwort des Browsers auf diesem Laptop nicht hören. Bitte nehmen Sie einen Code.</translation>
    </message>
    <message>
        <source>No browser opened. Please copy the address and open it yourself.</source>
        <translation>Es ging kein Browser auf. Bitte kopieren Sie die Adresse und öffnen Sie sie selbst.</translation>
    </message>
    <message>
        <source>The browser did not answer in time, so nobody was signed in.</source>
        <translation>Der Browser hat nicht rechtzeitig geantwortet, also wurde niemand angemeldet.</translation>
    </message>
</context>
<context>
    <name>BundleDialog</name>
    <message>
        <source>Papers for support</source>
        <translation>Unterlagen für den Support</translation>
    </message>
    <message>
        <source>Save as one file …</source>
        <translation>Als eine Datei sichern …</translation>
    </message>
    <message>
        <source>Papers</source>
        <translation>Unterlagen</translation>
    </message>
    <message>
        <source>The chosen paper</source>
        <translation>Die gewählte Unterlage</translation>
    </message>
    <message>
        <source>This is all there is in them: what was checked, versions, counts, ids and the log. No words of customers, no names, no passwords. Nothing is sent from here: save the file, and give it to whoever helps you.</source>
        <translation>Mehr steht nicht darin: was geprüft wurde, Versionen, Anzahlen, Kennungen und das Protokoll. Keine Worte von Kunden, keine Namen, keine Passwörter. Von hier wird nichts gesendet: Sichern Sie die Datei und geben Sie sie, wem Sie wollen.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>CarePage</name>
    <message>
        <source>Back to the call</source>
        <translation>Zurück zum Anruf</translation>
    </message>
    <message>
        <source>Check again</source>
        <translation>Noch einmal prüfen</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Papers for support …</source>
        <translation>Unterlagen für den Support …</translation>
    </message>
    <message>
        <source>Look for an update</source>
        <translation>Nach einem Update sehen</translation>
    </message>
    <message>
        <source>Install …</source>
        <translation>Einspielen …</translation>
    </message>
    <message>
        <source>Back up now</source>
        <translation>Jetzt sichern</translation>
    </message>
    <message>
        <source>Export everything …</source>
        <translation>Alles exportieren …</translation>
    </message>
    <message>
        <source>Download of the update</source>
        <translation>Laden des Updates</translation>
    </message>
    <message>
        <source>Checking … without a network this takes half a minute.</source>
        <translation>Es wird geprüft … ohne Netz dauert das eine halbe Minute.</translation>
    </message>
    <message>
        <source>There is none yet; one is made every week.</source>
        <translation>Es gibt noch keine; jede Woche entsteht eine.</translation>
    </message>
    <message>
        <source>One thing must be mended.</source>
        <translation>Eines ist zu beheben.</translation>
    </message>
    <message>
        <source>{count} things must be mended.</source>
        <translation>{count} Dinge sind zu beheben.</translation>
    </message>
    <message>
        <source>All works; what is marked wants a look some time.</source>
        <translation>Alles geht; was markiert ist, braucht irgendwann einen Blick.</translation>
    </message>
    <message>
        <source>All is well.</source>
        <translation>Alles ist gut.</translation>
    </message>
    <message>
        <source>{size:.1f} MB, encrypted</source>
        <translation>{size:.1f} MB, verschlüsselt</translation>
    </message>
    <message>
        <source>Put back …</source>
        <translation>Zurückholen …</translation>
    </message>
    <message>
        <source>Put back the backup of {time}</source>
        <translation>Die Sicherung von {time} zurückholen</translation>
    </message>
    <message>
        <source>How this laptop is doing</source>
        <translation>Wie es diesem Laptop geht</translation>
    </message>
    <message>
        <source>Checks</source>
        <translation>Prüfungen</translation>
    </message>
    <message>
        <source>Updates</source>
        <translation>Updates</translation>
    </message>
    <message>
        <source>Backups on this laptop</source>
        <translation>Sicherungen auf diesem Laptop</translation>
    </message>
</context>
<context>
    <name>CarePresenter</name>
    <message>
        <source>The details are in the clipboard.</source>
        <translation>Die Einzelheiten sind in der Zwischenablage.</translation>
    </message>
    <message>
        <source>Save the papers</source>
        <translation>Die Unterlagen sichern</translation>
    </message>
    <message>
        <source>ZIP files (*.zip)</source>
        <translation>ZIP-Dateien (*.zip)</translation>
    </message>
    <message>
        <source>Saved as {path}.</source>
        <translation>Gesichert als {path}.</translation>
    </message>
    <message>
        <source>A backup was made and read back.</source>
        <translation>Eine Sicherung wurde gemacht und gegengelesen.</translation>
    </message>
    <message>
        <source>Put this backup back?</source>
        <translation>Diese Sicherung zurückholen?</translation>
    </message>
    <message>
        <source>The window closes and opens again. What is not sent yet is kept; everything else is fetched from the server anew. What is here now is kept beside it, encrypted.</source>
        <translation>Das Fenster schließt und öffnet sich wieder. Was noch nicht gesendet ist, bleibt; alles andere wird neu vom Server geholt. Was jetzt hier ist, bleibt daneben liegen, verschlüsselt.</translation>
    </message>
    <message>
        <source>Put back</source>
        <translation>Zurückholen</translation>
    </message>
    <message>
        <source>Export everything, unencrypted?</source>
        <translation>Alles unverschlüsselt exportieren?</translation>
    </message>
    <message>
        <source>All prospects, calls and notes of this profile go into a file that anybody who has it can read. Please keep it where only you can reach it.</source>
        <translation>Alle Interessenten, Anrufe und Notizen dieses Profils kommen in eine Datei, die jeder lesen kann, der sie hat. Bitte legen Sie sie dorthin, wo nur Sie sie erreichen.</translation>
    </message>
    <message>
        <source>Choose a file …</source>
        <translation>Datei wählen …</translation>
    </message>
    <message>
        <source>Export everything</source>
        <translation>Alles exportieren</translation>
    </message>
    <message>
        <source>{count} records were written, unencrypted.</source>
        <translation>{count} Einträge wurden geschrieben, unverschlüsselt.</translation>
    </message>
</context>
<context>
    <name>ChangedText</name>
    <message>
        <source>[gone: {words}]</source>
        <translation>[weg: {words}]</translation>
    </message>
    <message>
        <source>[new: {words}]</source>
        <translation>[neu: {words}]</translation>
    </message>
</context>
<context>
    <name>Checks</name>
    <message>
        <source>Version</source>
        <translation>Version</translation>
    </message>
    <message>
        <source>Program files</source>
        <translation>Programmdateien</translation>
    </message>
    <message>
        <source>Encryption</source>
        <translation>Verschlüsselung</translation>
    </message>
    <message>
        <source>Keychain</source>
        <translation>Schlüsselbund</translation>
    </message>
    <message>
        <source>Disk</source>
        <translation>Festplatte</translation>
    </message>
    <message>
        <source>Profile</source>
        <translation>Profil</translation>
    </message>
    <message>
        <source>Database</source>
        <translation>Datenbank</translation>
    </message>
    <message>
        <source>Backups</source>
        <translation>Sicherungen</translation>
    </message>
    <message>
        <source>Network</source>
        <translation>Netz</translation>
    </message>
    <message>
        <source>Proxy</source>
        <translation>Proxy</translation>
    </message>
    <message>
        <source>Certificate</source>
        <translation>Zertifikat</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Both versions</source>
        <translation>Beide Versionen</translation>
    </message>
    <message>
        <source>Clock</source>
        <translation>Uhr</translation>
    </message>
</context>
<context>
    <name>ChoiceDialog</name>
    <message>
        <source>Who is it?</source>
        <translation>Wer ist es?</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>Chooser</name>
    <message>
        <source>Profiles – Companion</source>
        <translation>Profile – Companion</translation>
    </message>
    <message>
        <source>Profiles</source>
        <translation>Profile</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Rename</source>
        <translation>Umbenennen</translation>
    </message>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Which profile?</source>
        <translation>Welches Profil?</translation>
    </message>
    <message>
        <source>Each has its own people, its own server and its own key.</source>
        <translation>Jedes hat seine eigenen Menschen, seinen eigenen Server und seinen eigenen Schlüssel.</translation>
    </message>
    <message>
        <source>First profile</source>
        <translation>Erstes Profil</translation>
    </message>
    <message>
        <source>{name} (open now)</source>
        <translation>{name} (jetzt offen)</translation>
    </message>
    <message>
        <source>{name} (not set up yet)</source>
        <translation>{name} (noch nicht eingerichtet)</translation>
    </message>
</context>
<context>
    <name>ClockView</name>
    <message>
        <source>Length of the call</source>
        <translation>Dauer des Anrufs</translation>
    </message>
    <message>
        <source>Hang up</source>
        <translation>Auflegen</translation>
    </message>
    <message>
        <source>Start</source>
        <translation>Start</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>Comparison</name>
    <message>
        <source>How changes are marked</source>
        <translation>Wie Änderungen markiert sind</translation>
    </message>
    <message>
        <source>Version {seen}, which they saw, and version {newer} since {day}</source>
        <translation>Gesehene Fassung {seen} und Fassung {newer} seit {day}</translation>
    </message>
    <message>
        <source>Why: {reason}</source>
        <translation>Warum: {reason}</translation>
    </message>
    <message>
        <source>As before: {parts}</source>
        <translation>Wie zuvor: {parts}</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Botschaft</translation>
    </message>
    <message>
        <source>Offer</source>
        <translation>Angebot</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Never promised</source>
        <translation>Nie versprochen</translation>
    </message>
    <message>
        <source>Asked to</source>
        <translation>Aufruf</translation>
    </message>
    <message>
        <source>struck out: no longer said</source>
        <translation>durchgestrichen: wird nicht mehr gesagt</translation>
    </message>
    <message>
        <source>underlined: said now</source>
        <translation>unterstrichen: wird jetzt gesagt</translation>
    </message>
</context>
<context>
    <name>Conversation</name>
    <message>
        <source>That was the last one on the list.</source>
        <translation>Das war der Letzte auf der Liste.</translation>
    </message>
    <message>
        <source>Saved on this laptop.</source>
        <translation>Auf diesem Laptop gesichert.</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Done: {step}</source>
        <translation>Erledigt: {step}</translation>
    </message>
    <message>
        <source>There is nothing to take back.</source>
        <translation>Es gibt nichts zurückzunehmen.</translation>
    </message>
    <message>
        <source>The call is back in the form. Nothing of it is saved.</source>
        <translation>Der Anruf steht wieder im Formular. Nichts davon ist gesichert.</translation>
    </message>
</context>
<context>
    <name>CrashDialog</name>
    <message>
        <source>Something went wrong</source>
        <translation>Etwas ging schief</translation>
    </message>
    <message>
        <source>Copy details</source>
        <translation>Einzelheiten kopieren</translation>
    </message>
    <message>
        <source>Something went wrong on our side.</source>
        <translation>Bei uns ging etwas schief.</translation>
    </message>
    <message>
        <source>What you entered is kept. You can go on working; if it happens again, please send these details to whoever looks after Companion. They hold no words of customers.</source>
        <translation>Ihre Eingaben sind gesichert. Sie können weiterarbeiten; geschieht es wieder, senden Sie diese Einzelheiten bitte an die Betreuung von Companion. Worte von Kunden stehen nicht darin.</translation>
    </message>
    <message>
        <source>Details</source>
        <translation>Einzelheiten</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
</context>
<context>
    <name>Dates</name>
    <message>
        <source>d MMM</source>
        <translation>d. MMM</translation>
    </message>
    <message>
        <source>d MMM yyyy</source>
        <translation>d. MMM yyyy</translation>
    </message>
    <message>
        <source>ddd d MMM</source>
        <translation>ddd d. MMM</translation>
    </message>
    <message>
        <source>{count} min</source>
        <translation>{count} min</translation>
    </message>
    <message>
        <source>{count} h</source>
        <translation>{count} Std.</translation>
    </message>
    <message>
        <source>{count} d</source>
        <translation>{count} T.</translation>
    </message>
    <message>
        <source>1 year</source>
        <translation>1 Jahr</translation>
    </message>
    <message>
        <source>{count} years</source>
        <translation>{count} Jahren</translation>
    </message>
    <message>
        <source>1 day</source>
        <translation>1 Tag</translation>
    </message>
    <message>
        <source>{count} days</source>
        <translation>{count} Tagen</translation>
    </message>
    <message>
        <source>1 hour</source>
        <translation>1 Stunde</translation>
    </message>
    <message>
        <source>{count} hours</source>
        <translation>{count} Stunden</translation>
    </message>
    <message>
        <source>1 minute</source>
        <translation>1 Minute</translation>
    </message>
    <message>
        <source>{count} minutes</source>
        <translation>{count} Minuten</translation>
    </message>
    <message>
        <source>just now</source>
        <translation>gerade eben</translation>
    </message>
    <message>
        <source>{age} ago</source>
        <translation>vor {age}</translation>
    </message>
    <message>
        <source>less than a minute left</source>
        <translation>noch weniger als eine Minute</translation>
    </message>
    <message>
        <source>about {time} left</source>
        <translation>noch etwa {time}</translation>
    </message>
</context>
<context>
    <name>DialPresenter</name>
    <message>
        <source>{name} must not be called, and your organisation allows no exception.</source>
        <translation>{name} darf nicht angerufen werden, und Ihre Organisation lässt keine Ausnahme zu.</translation>
    </message>
    <message>
        <source>No phone program took the call. Please dial by hand; the clock runs.</source>
        <translation>Kein Telefonprogramm nahm den Anruf an. Bitte wählen Sie von Hand; die Uhr läuft.</translation>
    </message>
</context>
<context>
    <name>DoNotCall</name>
    <message>
        <source>Do not call: {reason}</source>
        <translation>Nicht anrufen: {reason}</translation>
    </message>
    <message>
        <source>Do not call</source>
        <translation>Nicht anrufen</translation>
    </message>
    <message>
        <source>somebody with this number asked for it</source>
        <translation>jemand mit dieser Nummer hat darum gebeten</translation>
    </message>
    <message>
        <source>on the list {lists}</source>
        <translation>auf der Liste {lists}</translation>
    </message>
</context>
<context>
    <name>Endings</name>
    <message>
        <source>Signing out …</source>
        <translation>Abmelden …</translation>
    </message>
    <message>
        <source>Everything on this laptop gets a new key …</source>
        <translation>Alles auf diesem Laptop bekommt einen neuen Schlüssel …</translation>
    </message>
    <message>
        <source>The backup is put back …</source>
        <translation>Die Sicherung wird zurückgeholt …</translation>
    </message>
</context>
<context>
    <name>Entries</name>
    <message>
        <source>Contact</source>
        <translation>Kontakt</translation>
    </message>
    <message>
        <source>Contact with a campaign</source>
        <translation>Kontakt mit einer Kampagne</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
    <message>
        <source>Objection</source>
        <translation>Einwand</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Better words for a promise</source>
        <translation>Bessere Worte für ein Versprechen</translation>
    </message>
    <message>
        <source>Campaign</source>
        <translation>Kampagne</translation>
    </message>
    <message>
        <source>Promise</source>
        <translation>Versprechen</translation>
    </message>
    <message>
        <source>Words of a promise</source>
        <translation>Worte eines Versprechens</translation>
    </message>
</context>
<context>
    <name>FarewellWindow</name>
    <message>
        <source>This laptop was emptied – Companion</source>
        <translation>Dieser Laptop wurde geleert – Companion</translation>
    </message>
    <message>
        <source>Removing what Companion kept on this laptop …</source>
        <translation>Was Companion auf diesem Laptop hielt, wird entfernt …</translation>
    </message>
    <message>
        <source>Begin anew with a code</source>
        <translation>Mit einem Code neu beginnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Your company</source>
        <translation>Ihr Unternehmen</translation>
    </message>
    <message>
        <source>{company} asked for it: nothing of Companion&apos;s is left on this laptop.</source>
        <translation>{company} hat es veranlasst: Auf diesem Laptop ist nichts mehr von Companion.</translation>
    </message>
    <message>
        <source>Everything that was sent is on your company&apos;s server. If you are to work here again, ask for a new code.</source>
        <translation>Alles Gesendete liegt auf dem Server Ihres Unternehmens. Wenn Sie hier wieder arbeiten sollen, bitten Sie um einen neuen Code.</translation>
    </message>
    <message>
        <source>This laptop is being emptied, and something is in the way.</source>
        <translation>Dieser Laptop wird geleert, und etwas ist im Weg.</translation>
    </message>
    <message>
        <source>This laptop was emptied</source>
        <translation>Dieser Laptop wurde geleert</translation>
    </message>
</context>
<context>
    <name>Fields</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Job title</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>Phones, one a line</source>
        <translation>Telefonnummern, eine je Zeile</translation>
    </message>
    <message>
        <source>Emails, one a line</source>
        <translation>E-Mail-Adressen, eine je Zeile</translation>
    </message>
    <message>
        <source>Why not to call</source>
        <translation>Warum nicht anrufen</translation>
    </message>
    <message>
        <source>Why they were called all the same</source>
        <translation>Warum trotzdem angerufen wurde</translation>
    </message>
    <message>
        <source>In the customer&apos;s words</source>
        <translation>In den Worten des Kunden</translation>
    </message>
    <message>
        <source>What is behind it</source>
        <translation>Was dahintersteckt</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>What was promised</source>
        <translation>Was versprochen wurde</translation>
    </message>
    <message>
        <source>Better words</source>
        <translation>Bessere Worte</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Botschaft</translation>
    </message>
    <message>
        <source>What the customer says</source>
        <translation>Was der Kunde sagt</translation>
    </message>
    <message>
        <source>The answer</source>
        <translation>Die Antwort</translation>
    </message>
    <message>
        <source>advert</source>
        <translation>Anzeige</translation>
    </message>
    <message>
        <source>advert set</source>
        <translation>Anzeigengruppe</translation>
    </message>
    <message>
        <source>audience</source>
        <translation>Zielgruppe</translation>
    </message>
    <message>
        <source>call to action</source>
        <translation>Handlungsaufforderung</translation>
    </message>
    <message>
        <source>campaign</source>
        <translation>Kampagne</translation>
    </message>
    <message>
        <source>campaign&apos;s id</source>
        <translation>ID der Kampagne</translation>
    </message>
    <message>
        <source>channel</source>
        <translation>Kanal</translation>
    </message>
    <message>
        <source>code</source>
        <translation>Kürzel</translation>
    </message>
    <message>
        <source>company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>time it was made</source>
        <translation>Zeit der Anlage</translation>
    </message>
    <message>
        <source>day they agreed</source>
        <translation>Tag der Einwilligung</translation>
    </message>
    <message>
        <source>where the data comes from</source>
        <translation>Herkunft der Daten</translation>
    </message>
    <message>
        <source>do not call</source>
        <translation>Nicht anrufen</translation>
    </message>
    <message>
        <source>why not to call</source>
        <translation>Grund, nicht anzurufen</translation>
    </message>
    <message>
        <source>email</source>
        <translation>E-Mail</translation>
    </message>
    <message>
        <source>ends on</source>
        <translation>Endet am</translation>
    </message>
    <message>
        <source>id of some other program</source>
        <translation>ID eines anderen Programms</translation>
    </message>
    <message>
        <source>Facebook click id</source>
        <translation>Facebook-Klick-ID</translation>
    </message>
    <message>
        <source>first name</source>
        <translation>Vorname</translation>
    </message>
    <message>
        <source>form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>funnel stage</source>
        <translation>Stufe im Trichter</translation>
    </message>
    <message>
        <source>Google click id</source>
        <translation>Google-Klick-ID</translation>
    </message>
    <message>
        <source>advert group&apos;s id</source>
        <translation>ID der Anzeigengruppe</translation>
    </message>
    <message>
        <source>headline</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>marked as deleted</source>
        <translation>Als gelöscht markiert</translation>
    </message>
    <message>
        <source>kind</source>
        <translation>Art</translation>
    </message>
    <message>
        <source>landing page</source>
        <translation>Zielseite</translation>
    </message>
    <message>
        <source>language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>last name</source>
        <translation>Nachname</translation>
    </message>
    <message>
        <source>legal basis</source>
        <translation>Rechtsgrundlage</translation>
    </message>
    <message>
        <source>what shows the legal basis</source>
        <translation>Nachweis der Rechtsgrundlage</translation>
    </message>
    <message>
        <source>stage</source>
        <translation>Stufe</translation>
    </message>
    <message>
        <source>list</source>
        <translation>Liste</translation>
    </message>
    <message>
        <source>ids merged into it</source>
        <translation>Zusammengeführte IDs</translation>
    </message>
    <message>
        <source>message</source>
        <translation>Botschaft</translation>
    </message>
    <message>
        <source>time it was changed last</source>
        <translation>Zeit der letzten Änderung</translation>
    </message>
    <message>
        <source>name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>not promised</source>
        <translation>Nicht versprochen</translation>
    </message>
    <message>
        <source>notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>objective</source>
        <translation>Ziel</translation>
    </message>
    <message>
        <source>time of the touch</source>
        <translation>Zeit des Kontakts</translation>
    </message>
    <message>
        <source>offer</source>
        <translation>Angebot</translation>
    </message>
    <message>
        <source>who calls</source>
        <translation>Wer anruft</translation>
    </message>
    <message>
        <source>phone</source>
        <translation>Telefon</translation>
    </message>
    <message>
        <source>platform</source>
        <translation>Plattform</translation>
    </message>
    <message>
        <source>promise</source>
        <translation>Versprechen</translation>
    </message>
    <message>
        <source>proof</source>
        <translation>Belege</translation>
    </message>
    <message>
        <source>published at</source>
        <translation>Veröffentlicht am</translation>
    </message>
    <message>
        <source>phone or email</source>
        <translation>Telefon oder E-Mail</translation>
    </message>
    <message>
        <source>id in its own program</source>
        <translation>ID im eigenen Programm</translation>
    </message>
    <message>
        <source>source, in words</source>
        <translation>Herkunft, in Worten</translation>
    </message>
    <message>
        <source>starts on</source>
        <translation>Beginnt am</translation>
    </message>
    <message>
        <source>status</source>
        <translation>Status</translation>
    </message>
    <message>
        <source>time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>job title</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>kind of touch</source>
        <translation>Art des Kontakts</translation>
    </message>
    <message>
        <source>tracking template</source>
        <translation>Tracking-Vorlage</translation>
    </message>
    <message>
        <source>typical days</source>
        <translation>Übliche Tage</translation>
    </message>
    <message>
        <source>typical touches</source>
        <translation>Übliche Kontakte</translation>
    </message>
    <message>
        <source>why it changed</source>
        <translation>Grund der Änderung</translation>
    </message>
</context>
<context>
    <name>Files</name>
    <message>
        <source>{path} cannot be written ({reason}). Please choose another place.</source>
        <translation>{path} lässt sich nicht schreiben ({reason}). Bitte wählen Sie einen anderen Ort.</translation>
    </message>
</context>
<context>
    <name>FilterButton</name>
    <message>
        <source>Filters and saved searches</source>
        <translation>Filter und gemerkte Suchen</translation>
    </message>
    <message>
        <source>Filters and saved searches (Ctrl+F)</source>
        <translation>Filter und gemerkte Suchen (Strg+F)</translation>
    </message>
</context>
<context>
    <name>FilterMenu</name>
    <message>
        <source>&amp;Campaign</source>
        <translation>&amp;Kampagne</translation>
    </message>
    <message>
        <source>&amp;Due</source>
        <translation>&amp;Fällig</translation>
    </message>
    <message>
        <source>&amp;Stage</source>
        <translation>&amp;Phase</translation>
    </message>
    <message>
        <source>Saved searches</source>
        <translation>Gemerkte Suchen</translation>
    </message>
    <message>
        <source>Any</source>
        <translation>Alle</translation>
    </message>
    <message>
        <source>&amp;Keep this search …</source>
        <translation>Diese Suche &amp;merken …</translation>
    </message>
    <message>
        <source>&amp;Forget a saved search</source>
        <translation>Gemerkte Suche &amp;vergessen</translation>
    </message>
    <message>
        <source>&amp;Show everybody again</source>
        <translation>Wieder &amp;alle zeigen</translation>
    </message>
</context>
<context>
    <name>FilterTags</name>
    <message>
        <source>Take off: {filter}</source>
        <translation>Abnehmen: {filter}</translation>
    </message>
</context>
<context>
    <name>Footer</name>
    <message>
        <source>F1 keys</source>
        <translation>F1 Tasten</translation>
    </message>
    <message>
        <source>Whole window</source>
        <translation>Ganzes Fenster</translation>
    </message>
    <message>
        <source>Compact</source>
        <translation>Kompakt</translation>
    </message>
    <message>
        <source>Draft kept {time}</source>
        <translation>Entwurf gesichert {time}</translation>
    </message>
</context>
<context>
    <name>FormView</name>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Line</source>
        <translation>Leitung</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>The promise was</source>
        <translation>Das Versprechen wurde</translation>
    </message>
    <message>
        <source>Removed: “{words}”</source>
        <translation>Entfernt: „{words}“</translation>
    </message>
    <message>
        <source>Objection removed</source>
        <translation>Einwand entfernt</translation>
    </message>
</context>
<context>
    <name>HeardCard</name>
    <message>
        <source>Heard most on this campaign</source>
        <translation>Am häufigsten gehört</translation>
    </message>
    <message>
        <source>No approved answer yet.</source>
        <translation>Noch keine freigegebene Antwort.</translation>
    </message>
</context>
<context>
    <name>Hints</name>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>What will you do then?</source>
        <translation>Was tun Sie dann?</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Whose number is it? Is there a better one?</source>
        <translation>Wem gehört die Nummer? Gibt es eine bessere?</translation>
    </message>
    <message>
        <source>When will you try again?</source>
        <translation>Wann versuchen Sie es wieder?</translation>
    </message>
    <message>
        <source>When is the meeting?</source>
        <translation>Wann ist der Termin?</translation>
    </message>
    <message>
        <source>When will you ring again?</source>
        <translation>Wann rufen Sie wieder an?</translation>
    </message>
    <message>
        <source>When will you ask about it?</source>
        <translation>Wann fragen Sie nach?</translation>
    </message>
    <message>
        <source>When may you ask again?</source>
        <translation>Wann dürfen Sie wieder fragen?</translation>
    </message>
    <message>
        <source>Where, and who comes?</source>
        <translation>Wo, und wer kommt?</translation>
    </message>
    <message>
        <source>What did you send?</source>
        <translation>Was haben Sie geschickt?</translation>
    </message>
    <message>
        <source>What will be different then?</source>
        <translation>Was wird dann anders sein?</translation>
    </message>
    <message>
        <source>What decided it, in their words?</source>
        <translation>Was gab den Ausschlag, in ihren Worten?</translation>
    </message>
    <message>
        <source>What would have to be different?</source>
        <translation>Was müsste anders sein?</translation>
    </message>
    <message>
        <source>Why, in their words? It is kept with the mark.</source>
        <translation>Warum, in ihren Worten? Es wird bei der Sperre vermerkt.</translation>
    </message>
    <message>
        <source>Saving marks them “do not call” on every laptop.</source>
        <translation>Das Sichern sperrt sie auf jedem Laptop: „nicht anrufen“.</translation>
    </message>
</context>
<context>
    <name>HistoryView</name>
    <message>
        <source>Earlier calls</source>
        <translation>Frühere Anrufe</translation>
    </message>
    <message>
        <source>Called in spite of “do not call”: {reason}</source>
        <translation>Trotz „nicht anrufen“ angerufen: {reason}</translation>
    </message>
    <message>
        <source>not sent yet</source>
        <translation>noch nicht gesendet</translation>
    </message>
    <message>
        <source>Call</source>
        <translation>Anruf</translation>
    </message>
</context>
<context>
    <name>ImportDialog</name>
    <message>
        <source>Reading the file …</source>
        <translation>Die Datei wird gelesen …</translation>
    </message>
    <message>
        <source>At work</source>
        <translation>In Arbeit</translation>
    </message>
    <message>
        <source>Sheet</source>
        <translation>Tabellenblatt</translation>
    </message>
    <message>
        <source>The line in which the names of the columns stand</source>
        <translation>Die Zeile, in der die Namen der Spalten stehen</translation>
    </message>
    <message>
        <source>The first rows, as they will be</source>
        <translation>Die ersten Zeilen, wie sie sein werden</translation>
    </message>
    <message>
        <source>Undo this import</source>
        <translation>Diesen Import rückgängig machen</translation>
    </message>
    <message>
        <source>Save report …</source>
        <translation>Bericht sichern …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Einlesen</translation>
    </message>
    <message>
        <source>{done} of {total} rows</source>
        <translation>{done} von {total} Zeilen</translation>
    </message>
    <message>
        <source>Stopping …</source>
        <translation>Wird angehalten …</translation>
    </message>
    <message>
        <source>Taking the list over …</source>
        <translation>Die Liste wird übernommen …</translation>
    </message>
    <message>
        <source>Stop</source>
        <translation>Anhalten</translation>
    </message>
    <message>
        <source>Stopped: these rows are taken over, the rest is not.</source>
        <translation>Angehalten: Diese Zeilen sind übernommen, die übrigen nicht.</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Columns are named in line {line}: {words}</source>
        <translation>Spaltennamen in Zeile {line}: {words}</translation>
    </message>
    <message>
        <source>… and {count} more, in the report.</source>
        <translation>… und {count} weitere, im Bericht.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Meaning of {header}</source>
        <translation>Bedeutung von {header}</translation>
    </message>
    <message>
        <source>as recognised: {field}</source>
        <translation>wie erkannt: {field}</translation>
    </message>
    <message>
        <source>as recognised</source>
        <translation>wie erkannt</translation>
    </message>
    <message>
        <source>leave out</source>
        <translation>weglassen</translation>
    </message>
    <message>
        <source>What cannot be taken, line by line</source>
        <translation>Was nicht übernommen werden kann, Zeile für Zeile</translation>
    </message>
    <message>
        <source>Columns of the file</source>
        <translation>Spalten der Datei</translation>
    </message>
    <message>
        <source>What cannot be taken</source>
        <translation>Was nicht übernommen werden kann</translation>
    </message>
</context>
<context>
    <name>ImportPresenter</name>
    <message>
        <source>Choose a list</source>
        <translation>Liste wählen</translation>
    </message>
    <message>
        <source>Lists (*.csv *.tsv *.txt *.xlsx)</source>
        <translation>Listen (*.csv *.tsv *.txt *.xlsx)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>There is no import of the last 30 days to undo.</source>
        <translation>Es gibt keinen Import der letzten 30 Tage, der rückgängig zu machen wäre.</translation>
    </message>
    <message>
        <source>Undo the import of {file}?</source>
        <translation>Den Import von {file} rückgängig machen?</translation>
    </message>
    <message>
        <source>It was taken over on {when}: {created} new, {updated} updated. New people go again, what was updated goes back. Whom you changed or worked with since stays.</source>
        <translation>Übernommen am {when}: {created} neu, {updated} ergänzt. Neue Personen verschwinden wieder, Ergänztes wird zurückgenommen. Wen Sie seither geändert oder bearbeitet haben, bleibt.</translation>
    </message>
    <message>
        <source>Undo the import</source>
        <translation>Import rückgängig machen</translation>
    </message>
    <message>
        <source>Import prospects from {file}</source>
        <translation>Interessenten aus {file} einlesen</translation>
    </message>
    <message>
        <source>Import campaigns from {file}</source>
        <translation>Kampagnen aus {file} einlesen</translation>
    </message>
</context>
<context>
    <name>Imports</name>
    <message>
        <source>{rows} rows: {created} would be new, {updated} updated, {unchanged} are known already, {rejected} cannot be taken.</source>
        <translation>{rows} Zeilen: {created} wären neu, {updated} geändert, {unchanged} sind schon bekannt, {rejected} können nicht übernommen werden.</translation>
    </message>
    <message>
        <source>{rows} rows: {created} new, {updated} updated, {unchanged} known already, {rejected} not taken.</source>
        <translation>{rows} Zeilen: {created} neu, {updated} geändert, {unchanged} schon bekannt, {rejected} nicht übernommen.</translation>
    </message>
    <message>
        <source>Line {line} is not taken: {reason}</source>
        <translation>Zeile {line} wird nicht übernommen: {reason}</translation>
    </message>
    <message>
        <source>Line {line}: {row} ({reason})</source>
        <translation>Zeile {line}: {row} ({reason})</translation>
    </message>
    <message>
        <source>Line {line}: {row}</source>
        <translation>Zeile {line}: {row}</translation>
    </message>
    <message>
        <source>Undone: {gone} removed again, {back} as they were before.</source>
        <translation>Rückgängig gemacht: {gone} wieder entfernt, {back} wie zuvor.</translation>
    </message>
    <message>
        <source>Undone: {gone} removed again, {back} as they were before. {kept} stay: you changed or worked with them since.</source>
        <translation>Rückgängig gemacht: {gone} wieder entfernt, {back} wie zuvor. {kept} bleiben: Sie haben sie seither geändert oder bearbeitet.</translation>
    </message>
    <message>
        <source>Line {line}, {field}: {reason}</source>
        <translation>Zeile {line}, {field}: {reason}</translation>
    </message>
    <message>
        <source>Line {line}: {reason}</source>
        <translation>Zeile {line}: {reason}</translation>
    </message>
</context>
<context>
    <name>JoinDialog</name>
    <message>
        <source>Join a server</source>
        <translation>Mit einem Server verbinden</translation>
    </message>
    <message>
        <source>Everything on this laptop is sent there and stays here too.</source>
        <translation>Alles auf diesem Laptop wird dorthin gesendet und bleibt auch hier.</translation>
    </message>
    <message>
        <source>Join</source>
        <translation>Verbinden</translation>
    </message>
</context>
<context>
    <name>KeepDialog</name>
    <message>
        <source>Keep this search</source>
        <translation>Diese Suche merken</translation>
    </message>
    <message>
        <source>Under which name?</source>
        <translation>Unter welchem Namen?</translation>
    </message>
    <message>
        <source>Keep</source>
        <translation>Merken</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>KeysDialog</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Everything works by keyboard</source>
        <translation>Alles geht mit der Tastatur</translation>
    </message>
    <message>
        <source>In the form</source>
        <translation>Im Formular</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Choose by the first letter of the word</source>
        <translation>Mit dem Anfangsbuchstaben wählen</translation>
    </message>
    <message>
        <source>Walk through choices, kinds and answers</source>
        <translation>Durch Auswahl, Arten und Antworten gehen</translation>
    </message>
    <message>
        <source>Take the answer that is offered</source>
        <translation>Die angebotene Antwort nehmen</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>A new line in the customer&apos;s words</source>
        <translation>Neue Zeile in den Worten des Kunden</translation>
    </message>
    <message>
        <source>Shift Enter</source>
        <translation>Umschalt Enter</translation>
    </message>
    <message>
        <source>Put the answers away, or leave a page</source>
        <translation>Antworten weglegen oder eine Seite verlassen</translation>
    </message>
    <message>
        <source>Esc</source>
        <translation>Esc</translation>
    </message>
</context>
<context>
    <name>KindField</name>
    <message>
        <source>Kind: first letters</source>
        <translation>Art: erste Buchstaben</translation>
    </message>
    <message>
        <source>Kind of objection</source>
        <translation>Art des Einwands</translation>
    </message>
</context>
<context>
    <name>Landing</name>
    <message>
        <source>This sign-in is over.</source>
        <translation>Diese Anmeldung ist vorbei.</translation>
    </message>
    <message>
        <source>There is nothing here.</source>
        <translation>Hier ist nichts.</translation>
    </message>
    <message>
        <source>Nobody was signed in. You can close this page.</source>
        <translation>Niemand wurde angemeldet. Sie können diese Seite schließen.</translation>
    </message>
    <message>
        <source>Please go back to Companion. You can close this page.</source>
        <translation>Bitte gehen Sie zurück zu Companion. Sie können diese Seite schließen.</translation>
    </message>
</context>
<context>
    <name>LastSave</name>
    <message>
        <source>Saved: {name}</source>
        <translation>Gesichert: {name}</translation>
    </message>
    <message>
        <source>next step {when}</source>
        <translation>nächster Schritt {when}</translation>
    </message>
</context>
<context>
    <name>Line</name>
    <message>
        <source>last sync {ago}</source>
        <translation>letzter Abgleich {ago}</translation>
    </message>
    <message>
        <source>This laptop&apos;s clock is {age} ahead of the server&apos;s. Please set it. Nothing is lost and everything arrives in order, but the dates below may be wrong.</source>
        <translation>Die Uhr dieses Laptops geht {age} vor. Bitte stellen Sie sie. Nichts geht verloren und alles kommt der Reihe nach an, aber die Zeiten unten können falsch sein.</translation>
    </message>
    <message>
        <source>This laptop&apos;s clock is {age} behind the server&apos;s. Please set it. Nothing is lost and everything arrives in order, but the dates below may be wrong.</source>
        <translation>Die Uhr dieses Laptops geht {age} nach. Bitte stellen Sie sie. Nichts geht verloren und alles kommt der Reihe nach an, aber die Zeiten unten können falsch sein.</translation>
    </message>
    <message>
        <source>Companion is locked until it reaches the server.</source>
        <translation>Companion ist gesperrt, bis es den Server erreicht.</translation>
    </message>
    <message>
        <source>In {age} Companion locks on this laptop, unless it reaches the server before.</source>
        <translation>Companion sperrt sich auf diesem Laptop, wenn es den Server nicht erreicht; Zeit bis dahin: {age}.</translation>
    </message>
    <message>
        <source>Locked</source>
        <translation>Gesperrt</translation>
    </message>
    <message>
        <source>locks in {age}</source>
        <translation>Zeit bis zur Sperre: {age}</translation>
    </message>
    <message>
        <source>this laptop&apos;s clock is wrong</source>
        <translation>die Uhr dieses Laptops geht falsch</translation>
    </message>
    <message>
        <source>1 needs your attention</source>
        <translation>1 braucht Sie</translation>
    </message>
    <message>
        <source>{count} need your attention</source>
        <translation>{count} brauchen Sie</translation>
    </message>
    <message>
        <source>{count} not sent yet</source>
        <translation>{count} noch nicht gesendet</translation>
    </message>
    <message>
        <source>All sent</source>
        <translation>Alles gesendet</translation>
    </message>
    <message>
        <source>Kept on this laptop only</source>
        <translation>Nur auf diesem Laptop</translation>
    </message>
    <message>
        <source>Starting</source>
        <translation>Startet</translation>
    </message>
    <message>
        <source>The database is damaged. Please start Companion again</source>
        <translation>Die Datenbank ist beschädigt. Bitte Companion neu starten</translation>
    </message>
    <message>
        <source>Fetching for the first time: {count} records so far</source>
        <translation>Wird zum ersten Mal geholt: bisher {count} Einträge</translation>
    </message>
    <message>
        <source>Sending and fetching</source>
        <translation>Sendet und holt</translation>
    </message>
    <message>
        <source>Fetching is paused</source>
        <translation>Das Holen ruht</translation>
    </message>
    <message>
        <source>Offline. Everything is kept on this laptop</source>
        <translation>Offline. Alles ist auf diesem Laptop gesichert</translation>
    </message>
    <message>
        <source>The network here wants you to sign in first</source>
        <translation>Das Netz hier verlangt erst eine Anmeldung</translation>
    </message>
    <message>
        <source>The proxy wants a name and a password</source>
        <translation>Der Proxy verlangt Namen und Passwort</translation>
    </message>
    <message>
        <source>The connection is not safe. Nothing was sent</source>
        <translation>Die Verbindung ist nicht sicher. Nichts wurde gesendet</translation>
    </message>
    <message>
        <source>Please sign in again</source>
        <translation>Bitte neu anmelden</translation>
    </message>
    <message>
        <source>This laptop is a copy. Please sign in again</source>
        <translation>Dieser Laptop ist eine Kopie. Bitte neu anmelden</translation>
    </message>
    <message>
        <source>This laptop was emptied by your company</source>
        <translation>Dieser Laptop wurde von Ihrem Unternehmen geleert</translation>
    </message>
    <message>
        <source>Another server answered. Nothing was sent</source>
        <translation>Ein anderer Server antwortete. Nichts wurde gesendet</translation>
    </message>
    <message>
        <source>Please update Companion to sync again</source>
        <translation>Bitte Companion aktualisieren, um wieder abzugleichen</translation>
    </message>
    <message>
        <source>The disk is full. Please make room</source>
        <translation>Der Datenträger ist voll. Bitte Platz schaffen</translation>
    </message>
    <message>
        <source>Fetching for the first time: {count} records so far, at most {ahead} to come</source>
        <translation>Wird zum ersten Mal geholt: bisher {count} Einträge, höchstens {ahead} folgen noch</translation>
    </message>
    <message>
        <source>This laptop is being retired. It still sends</source>
        <translation>Dieser Laptop wird abgegeben. Er sendet noch</translation>
    </message>
    <message>
        <source>This laptop is retired. All is sent</source>
        <translation>Dieser Laptop ist abgegeben. Alles ist gesendet</translation>
    </message>
    <message>
        <source>Your company is taking it back. Please leave it online until all is sent.</source>
        <translation>Ihr Unternehmen nimmt ihn zurück. Bitte lassen Sie ihn online, bis alles gesendet ist.</translation>
    </message>
    <message>
        <source>Your company is taking it back. All you saved is on the server; you may hand it in.</source>
        <translation>Ihr Unternehmen nimmt ihn zurück. Alles Gesicherte ist auf dem Server; Sie können ihn abgeben.</translation>
    </message>
    <message>
        <source>There is no server. You can join one at any time from the File menu.</source>
        <translation>Es gibt keinen Server. Sie können sich jederzeit im Menü „Datei“ mit einem verbinden.</translation>
    </message>
    <message>
        <source>What came is kept, and what you save is still sent. It goes on from there when you like, or when Companion starts again.</source>
        <translation>Was da ist, bleibt, und was Sie speichern, wird weiter gesendet. Von dort geht es weiter, wann Sie wollen oder wenn Companion neu startet.</translation>
    </message>
    <message>
        <source>You can go on working. It is sent by itself when the network is back.</source>
        <translation>Sie können weiterarbeiten. Es wird von selbst gesendet, sobald das Netz wieder da ist.</translation>
    </message>
    <message>
        <source>Open a page in your browser and sign in to the network, then sync again.</source>
        <translation>Öffnen Sie eine Seite im Browser, melden Sie sich im Netz an und gleichen Sie dann wieder ab.</translation>
    </message>
    <message>
        <source>Somebody else answers at your server&apos;s address, or its certificate has run out. In a hotel or a train, sign in to the network in your browser first; elsewhere please tell whoever looks after Companion.</source>
        <translation>Unter der Adresse Ihres Servers antwortet jemand anderes, oder sein Zertifikat ist abgelaufen. Im Hotel oder Zug melden Sie sich zuerst im Browser im Netz an; sonst sagen Sie es bitte der Betreuung von Companion.</translation>
    </message>
    <message>
        <source>Ask your manager for a new code. What is not sent stays on this laptop.</source>
        <translation>Bitten Sie Ihre Führungskraft um einen neuen Code. Nicht Gesendetes bleibt auf diesem Laptop.</translation>
    </message>
    <message>
        <source>Its data is also in use on another computer, or was put back from an older copy. Ask your manager for a new code: this laptop becomes one of its own, and what is not sent goes up then.</source>
        <translation>Seine Daten werden auch auf einem anderen Rechner benutzt oder stammen aus einer älteren Kopie. Bitten Sie Ihre Führungskraft um einen neuen Code: Dieser Laptop wird dann ein eigener, und nicht Gesendetes geht hinauf.</translation>
    </message>
    <message>
        <source>Nothing was taken from it either. Please try another network. If your company has a new server, ask whoever looks after Companion how to move.</source>
        <translation>Es wurde auch nichts von ihm übernommen. Bitte versuchen Sie ein anderes Netz. Hat Ihr Unternehmen einen neuen Server, fragen Sie die Betreuung von Companion nach dem Umzug.</translation>
    </message>
    <message>
        <source>Please free some space on this disk. What was saved before is safe.</source>
        <translation>Bitte schaffen Sie Platz auf diesem Datenträger. Was vorher gesichert wurde, ist sicher.</translation>
    </message>
</context>
<context>
    <name>LineCard</name>
    <message>
        <source>Edit and send …</source>
        <translation>Bearbeiten und senden …</translation>
    </message>
    <message>
        <source>Send as it is</source>
        <translation>Unverändert senden</translation>
    </message>
    <message>
        <source>Copy text</source>
        <translation>Text kopieren</translation>
    </message>
    <message>
        <source>Save as file …</source>
        <translation>Als Datei sichern …</translation>
    </message>
    <message>
        <source>Discard …</source>
        <translation>Verwerfen …</translation>
    </message>
    <message>
        <source>Use “{value}”</source>
        <translation>„{value}“ verwenden</translation>
    </message>
    <message>
        <source>Use the other</source>
        <translation>Den anderen verwenden</translation>
    </message>
    <message>
        <source>Leave it so</source>
        <translation>So lassen</translation>
    </message>
    <message>
        <source>{time} by a wrong clock</source>
        <translation>{time} nach falscher Uhr</translation>
    </message>
    <message>
        <source>not sent yet</source>
        <translation>noch nicht gesendet</translation>
    </message>
    <message>
        <source>both are kept</source>
        <translation>beide bewahrt</translation>
    </message>
    <message>
        <source>refused</source>
        <translation>abgelehnt</translation>
    </message>
</context>
<context>
    <name>LinePage</name>
    <message>
        <source>Sign in again …</source>
        <translation>Neu anmelden …</translation>
    </message>
    <message>
        <source>Name and password …</source>
        <translation>Name und Passwort …</translation>
    </message>
    <message>
        <source>Nothing is waiting. All you saved is on the server.</source>
        <translation>Nichts wartet. Alles Gesicherte ist auf dem Server.</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Pause fetching</source>
        <translation>Holen anhalten</translation>
    </message>
    <message>
        <source>Back to the call</source>
        <translation>Zurück zum Anruf</translation>
    </message>
    <message>
        <source>Go on fetching</source>
        <translation>Weiter holen</translation>
    </message>
    <message>
        <source>What is not on the server yet</source>
        <translation>Noch nicht auf dem Server</translation>
    </message>
</context>
<context>
    <name>LockPage</name>
    <message>
        <source>Try now</source>
        <translation>Jetzt versuchen</translation>
    </message>
    <message>
        <source>Sign in again …</source>
        <translation>Neu anmelden …</translation>
    </message>
    <message>
        <source>This laptop has not reached {server} for a long time. To protect the people in it, Companion shows nobody until the server has answered once. Connect to the internet: it opens by itself.</source>
        <translation>Dieser Laptop hat {server} lange nicht erreicht. Zum Schutz der Menschen darin zeigt Companion niemanden, bis der Server einmal geantwortet hat. Gehen Sie ins Internet: Es öffnet sich von selbst.</translation>
    </message>
    <message>
        <source>its server</source>
        <translation>seinen Server</translation>
    </message>
    <message>
        <source>Everything you saved is kept, and so is the draft you were writing.</source>
        <translation>Alles Gesicherte bleibt erhalten, auch der Entwurf, den Sie schrieben.</translation>
    </message>
    <message>
        <source>Everything is kept: 1 entry not sent yet, and your draft.</source>
        <translation>Alles bleibt erhalten: 1 Eintrag, noch nicht gesendet, und Ihr Entwurf.</translation>
    </message>
    <message>
        <source>Everything is kept: {count} entries not sent yet, and your draft.</source>
        <translation>Alles bleibt erhalten: {count} Einträge, noch nicht gesendet, und Ihr Entwurf.</translation>
    </message>
    <message>
        <source>Companion is locked</source>
        <translation>Companion ist gesperrt</translation>
    </message>
</context>
<context>
    <name>MendDialog</name>
    <message>
        <source>Edit and send again</source>
        <translation>Bearbeiten und neu senden</translation>
    </message>
    <message>
        <source>Send again</source>
        <translation>Neu senden</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>News</name>
    <message>
        <source>You heard</source>
        <translation>Sie hörten</translation>
    </message>
    <message>
        <source>and {count} more</source>
        <translation>und {count} weitere</translation>
    </message>
    <message>
        <source>Colleagues heard the same: {count}</source>
        <translation>Dasselbe hörten im Team: {count}</translation>
    </message>
    <message>
        <source>Marketing decided</source>
        <translation>Das Marketing entschied</translation>
    </message>
    <message>
        <source>What you can say now</source>
        <translation>Was Sie jetzt sagen können</translation>
    </message>
    <message>
        <source>You were told</source>
        <translation>Sie erfuhren es</translation>
    </message>
    <message>
        <source>Just now</source>
        <translation>Gerade eben</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Open {name}</source>
        <translation>{name} öffnen</translation>
    </message>
    <message>
        <source>Your customers read</source>
        <translation>Ihre Kunden lasen</translation>
    </message>
    <message>
        <source>The promise says now</source>
        <translation>Das Versprechen sagt jetzt</translation>
    </message>
    <message>
        <source>Why: {reason}</source>
        <translation>Warum: {reason}</translation>
    </message>
</context>
<context>
    <name>NewsPage</name>
    <message>
        <source>Back to the call</source>
        <translation>Zurück zum Anruf</translation>
    </message>
    <message>
        <source>Marketing has not answered anything you reported yet. When it does, you read it here and in today&apos;s list.</source>
        <translation>Das Marketing hat auf Ihre Meldungen noch nicht geantwortet. Sobald es das tut, lesen Sie es hier und in der Liste von heute.</translation>
    </message>
    <message>
        <source>All answers to you</source>
        <translation>Alle Antworten an Sie</translation>
    </message>
    <message>
        <source>new</source>
        <translation>neu</translation>
    </message>
    <message>
        <source>Marketing answered you</source>
        <translation>Antwort vom Marketing</translation>
    </message>
</context>
<context>
    <name>NextStep</name>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Tomorrow</source>
        <translation>Morgen</translation>
    </message>
    <message>
        <source>+3 days</source>
        <translation>+3 Tage</translation>
    </message>
    <message>
        <source>Mon 09:00</source>
        <translation>Mo 9:00</translation>
    </message>
    <message>
        <source>Pick …</source>
        <translation>Wählen …</translation>
    </message>
    <message>
        <source>What you will do in the next step</source>
        <translation>Was Sie im nächsten Schritt tun</translation>
    </message>
    <message>
        <source>Date and time of the next step</source>
        <translation>Tag und Uhrzeit des nächsten Schritts</translation>
    </message>
    <message>
        <source>ddd d MMM yyyy HH:mm</source>
        <translation>ddd d. MMM yyyy HH:mm</translation>
    </message>
</context>
<context>
    <name>ObjectionCard</name>
    <message>
        <source>How it stood at the end</source>
        <translation>Wie er am Ende stand</translation>
    </message>
    <message>
        <source>In their words …</source>
        <translation>In ihren Worten …</translation>
    </message>
    <message>
        <source>What is behind it?</source>
        <translation>Was steckt dahinter?</translation>
    </message>
    <message>
        <source>Promise fit</source>
        <translation>Passt zum Versprechen</translation>
    </message>
    <message>
        <source>promise fit</source>
        <translation>zum Versprechen</translation>
    </message>
    <message>
        <source>Remove</source>
        <translation>Entfernen</translation>
    </message>
    <message>
        <source>about:</source>
        <translation>zu:</translation>
    </message>
    <message>
        <source>behind it</source>
        <translation>dahinter</translation>
    </message>
    <message>
        <source>No words yet</source>
        <translation>Noch keine Worte</translation>
    </message>
</context>
<context>
    <name>ObjectionCards</name>
    <message>
        <source>Add</source>
        <translation>Hinzufügen</translation>
    </message>
    <message>
        <source>Add an objection</source>
        <translation>Einwand hinzufügen</translation>
    </message>
    <message>
        <source>Objections</source>
        <translation>Einwände</translation>
    </message>
</context>
<context>
    <name>Offer</name>
    <message>
        <source>Preset by your administrator</source>
        <translation>Von Ihrer Verwaltung vorgegeben</translation>
    </message>
</context>
<context>
    <name>PagePresenter</name>
    <message>
        <source>The text is copied.</source>
        <translation>Der Text ist kopiert.</translation>
    </message>
    <message>
        <source>Save this entry</source>
        <translation>Diesen Eintrag sichern</translation>
    </message>
    <message>
        <source>Saved to {path}.</source>
        <translation>Gesichert unter {path}.</translation>
    </message>
    <message>
        <source>Discard this entry?</source>
        <translation>Diesen Eintrag verwerfen?</translation>
    </message>
    <message>
        <source>It was never taken by the server. It cannot be brought back.</source>
        <translation>Der Server hat ihn nie übernommen. Er lässt sich nicht zurückholen.</translation>
    </message>
    <message>
        <source>Discard</source>
        <translation>Verwerfen</translation>
    </message>
</context>
<context>
    <name>Paper</name>
    <message>
        <source>The picture of the campaign</source>
        <translation>Das Bild der Kampagne</translation>
    </message>
    <message>
        <source>Headline</source>
        <translation>Überschrift</translation>
    </message>
    <message>
        <source>Offer</source>
        <translation>Angebot</translation>
    </message>
    <message>
        <source>Proof</source>
        <translation>Beleg</translation>
    </message>
    <message>
        <source>Never promised</source>
        <translation>Nie versprochen</translation>
    </message>
    <message>
        <source>Asked to</source>
        <translation>Aufruf</translation>
    </message>
    <message>
        <source>Message</source>
        <translation>Botschaft</translation>
    </message>
</context>
<context>
    <name>PassphraseWindow</name>
    <message>
        <source>Passphrase – Companion</source>
        <translation>Passwort – Companion</translation>
    </message>
    <message>
        <source>Passphrase</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Once more</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>Open</source>
        <translation>Öffnen</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>I do not know it any more …</source>
        <translation>Ich weiß es nicht mehr …</translation>
    </message>
    <message>
        <source>The two are not the same. Please type both again.</source>
        <translation>Die beiden sind nicht gleich. Bitte geben Sie beide neu ein.</translation>
    </message>
    <message>
        <source>Choose a passphrase</source>
        <translation>Passwort wählen</translation>
    </message>
    <message>
        <source>Your passphrase</source>
        <translation>Ihr Passwort</translation>
    </message>
    <message>
        <source>This computer has no keychain, so a passphrase protects the people in Companion. It is asked for at each start and kept nowhere: nobody can bring it back. Ten characters or more; a few words that only you would put together are best.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund, also schützt ein Passwort die Menschen in Companion. Es wird bei jedem Start verlangt und nirgends aufbewahrt: Niemand kann es zurückholen. Zehn Zeichen oder mehr; am besten ein paar Wörter, die nur Sie so zusammenstellen.</translation>
    </message>
    <message>
        <source>This computer has no keychain, so Companion asks for your passphrase.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund, also fragt Companion nach Ihrem Passwort.</translation>
    </message>
</context>
<context>
    <name>PersonHeader</name>
    <message>
        <source>Call {phone}</source>
        <translation>{phone} anrufen</translation>
    </message>
    <message>
        <source>Call all the same …</source>
        <translation>Trotzdem anrufen …</translation>
    </message>
    <message>
        <source>Not to be called</source>
        <translation>Darf nicht angerufen werden</translation>
    </message>
    <message>
        <source>No phone number</source>
        <translation>Keine Telefonnummer</translation>
    </message>
</context>
<context>
    <name>Presets</name>
    <message>
        <source>Preset by your administrator, and not to be changed here:</source>
        <translation>Von Ihrer Verwaltung vorgegeben und hier nicht zu ändern:</translation>
    </message>
    <message>
        <source>Server: {server}</source>
        <translation>Server: {server}</translation>
    </message>
    <message>
        <source>the browser</source>
        <translation>der Browser</translation>
    </message>
    <message>
        <source>a code</source>
        <translation>ein Code</translation>
    </message>
    <message>
        <source>a link</source>
        <translation>ein Link</translation>
    </message>
    <message>
        <source>without a server</source>
        <translation>ohne Server</translation>
    </message>
    <message>
        <source>looking around</source>
        <translation>sich umsehen</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keiner</translation>
    </message>
    <message>
        <source>Ways to begin: {ways}</source>
        <translation>Wege zu beginnen: {ways}</translation>
    </message>
    <message>
        <source>Companion updates itself</source>
        <translation>Companion aktualisiert sich selbst</translation>
    </message>
    <message>
        <source>Updates come another way, Companion looks for none</source>
        <translation>Aktualisierungen kommen auf anderem Weg, Companion sucht keine</translation>
    </message>
    <message>
        <source>Releases: {channel}</source>
        <translation>Ausgaben: {channel}</translation>
    </message>
    <message>
        <source>Nothing about how you work is sent to anybody</source>
        <translation>Nichts darüber, wie Sie arbeiten, wird an irgendwen gesendet</translation>
    </message>
    <message>
        <source>The window locks after {days} days without contact at most</source>
        <translation>Das Fenster sperrt sich nach höchstens {days} Tagen ohne Kontakt</translation>
    </message>
</context>
<context>
    <name>Promise</name>
    <message>
        <source>heard once</source>
        <translation>einmal gehört</translation>
    </message>
    <message>
        <source>heard {count} times</source>
        <translation>{count}-mal gehört</translation>
    </message>
    <message>
        <source>resolved {resolved} of {uses}</source>
        <translation>{resolved} von {uses} gelöst</translation>
    </message>
    <message>
        <source>Touch {touches} of about {typical}</source>
        <translation>Kontakt {touches} von etwa {typical}</translation>
    </message>
    <message>
        <source>Touch {touches}</source>
        <translation>Kontakt {touches}</translation>
    </message>
    <message>
        <source>day {days} of {typical}</source>
        <translation>Tag {days} von {typical}</translation>
    </message>
</context>
<context>
    <name>PromiseView</name>
    <message>
        <source>The promise</source>
        <translation>Das Versprechen</translation>
    </message>
    <message>
        <source>No campaign is known for this person, so nothing was promised.</source>
        <translation>Zu diesem Menschen ist keine Kampagne bekannt, also wurde nichts versprochen.</translation>
    </message>
</context>
<context>
    <name>ProposalForm</name>
    <message>
        <source>What would you say instead?</source>
        <translation>Was würden Sie stattdessen sagen?</translation>
    </message>
    <message>
        <source>Why? What do people hear?</source>
        <translation>Warum? Was hören die Leute?</translation>
    </message>
    <message>
        <source>Leave it</source>
        <translation>Lassen</translation>
    </message>
    <message>
        <source>Send to marketing</source>
        <translation>Ans Marketing senden</translation>
    </message>
    <message>
        <source>Enter</source>
        <translation>Enter</translation>
    </message>
    <message>
        <source>Say it better:</source>
        <translation>Besser sagen:</translation>
    </message>
</context>
<context>
    <name>ProposalLines</name>
    <message>
        <source>Better words proposed</source>
        <translation>Bessere Worte vorgeschlagen</translation>
    </message>
    <message>
        <source>The words, changed</source>
        <translation>Die Worte, geändert</translation>
    </message>
    <message>
        <source>Why: {words}</source>
        <translation>Warum: {words}</translation>
    </message>
    <message>
        <source>Marketing: {words}</source>
        <translation>Marketing: {words}</translation>
    </message>
    <message>
        <source>by you</source>
        <translation>von Ihnen</translation>
    </message>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
</context>
<context>
    <name>ProposalPresenter</name>
    <message>
        <source>Select words of the promise first (Ctrl+P), then press Ctrl+B.</source>
        <translation>Wählen Sie zuerst Worte des Versprechens (Strg+P), dann drücken Sie Strg+B.</translation>
    </message>
    <message>
        <source>Kept, and on its way to marketing. You will hear what they say.</source>
        <translation>Gesichert und unterwegs zum Marketing. Sie hören, was es dazu sagt.</translation>
    </message>
</context>
<context>
    <name>Proposals</name>
    <message>
        <source>adopted</source>
        <translation>übernommen</translation>
    </message>
    <message>
        <source>adopted in version {number}</source>
        <translation>übernommen in Fassung {number}</translation>
    </message>
    <message>
        <source>declined</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>not sent yet</source>
        <translation>noch nicht gesendet</translation>
    </message>
    <message>
        <source>with marketing</source>
        <translation>beim Marketing</translation>
    </message>
</context>
<context>
    <name>ProspectDialog</name>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Company</source>
        <translation>Firma</translation>
    </message>
    <message>
        <source>Title</source>
        <translation>Position</translation>
    </message>
    <message>
        <source>One number a line</source>
        <translation>Eine Nummer je Zeile</translation>
    </message>
    <message>
        <source>Phones</source>
        <translation>Telefonnummern</translation>
    </message>
    <message>
        <source>One address a line</source>
        <translation>Eine Adresse je Zeile</translation>
    </message>
    <message>
        <source>Emails</source>
        <translation>E-Mail-Adressen</translation>
    </message>
    <message>
        <source>Time zone</source>
        <translation>Zeitzone</translation>
    </message>
    <message>
        <source>Stage</source>
        <translation>Phase</translation>
    </message>
    <message>
        <source>Asked not to be called</source>
        <translation>Will nicht angerufen werden</translation>
    </message>
    <message>
        <source>Why</source>
        <translation>Warum</translation>
    </message>
    <message>
        <source>Notes</source>
        <translation>Notizen</translation>
    </message>
    <message>
        <source>Data from</source>
        <translation>Daten von</translation>
    </message>
    <message>
        <source>Legal basis</source>
        <translation>Rechtsgrundlage</translation>
    </message>
    <message>
        <source>a day, such as 2026-11-23</source>
        <translation>ein Tag, etwa 23.11.2026</translation>
    </message>
    <message>
        <source>Agreed on</source>
        <translation>Zugestimmt am</translation>
    </message>
    <message>
        <source>Shown by</source>
        <translation>Nachweis</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>ProspectsPresenter</name>
    <message>
        <source>New prospect</source>
        <translation>Neuer Interessent</translation>
    </message>
    <message>
        <source>Edit prospect</source>
        <translation>Interessent bearbeiten</translation>
    </message>
</context>
<context>
    <name>ProxyDialog</name>
    <message>
        <source>Your company&apos;s proxy</source>
        <translation>Der Proxy Ihrer Firma</translation>
    </message>
    <message>
        <source>The proxy {place} wants a name and a password</source>
        <translation>Der Proxy {place} verlangt Namen und Passwort</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Password</source>
        <translation>Passwort</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Go on</source>
        <translation>Weiter</translation>
    </message>
    <message>
        <source>They are usually those you sign in to your computer with. Companion keeps them in this computer&apos;s keychain and shows them to this proxy only.</source>
        <translation>Meist sind es die, mit denen Sie sich an Ihrem Computer anmelden. Companion verwahrt beides im Schlüsselbund dieses Computers und zeigt es nur diesem Proxy.</translation>
    </message>
</context>
<context>
    <name>ReasonDialog</name>
    <message>
        <source>Do not call</source>
        <translation>Nicht anrufen</translation>
    </message>
    <message>
        <source>Why you call all the same</source>
        <translation>Warum Sie trotzdem anrufen</translation>
    </message>
    <message>
        <source>Call all the same</source>
        <translation>Trotzdem anrufen</translation>
    </message>
    <message>
        <source>{name} asked not to be called.</source>
        <translation>{name} will nicht angerufen werden.</translation>
    </message>
    <message>
        <source>{name} must not be called.</source>
        <translation>{name} darf nicht angerufen werden.</translation>
    </message>
    <message>
        <source>Why do you call all the same?</source>
        <translation>Warum rufen Sie trotzdem an?</translation>
    </message>
    <message>
        <source>Your reason is kept with the call, where your administrator reads it.</source>
        <translation>Ihr Grund wird beim Anruf aufbewahrt; Ihre Administration liest ihn dort.</translation>
    </message>
</context>
<context>
    <name>ReminderPresenter</name>
    <message>
        <source>Due now: {name}</source>
        <translation>Jetzt fällig: {name}</translation>
    </message>
    <message>
        <source>Marketing answered you</source>
        <translation>Antwort vom Marketing</translation>
    </message>
</context>
<context>
    <name>SaveBar</name>
    <message>
        <source>Save</source>
        <translation>Sichern</translation>
    </message>
    <message>
        <source>Save and next</source>
        <translation>Sichern und weiter</translation>
    </message>
</context>
<context>
    <name>SearchField</name>
    <message>
        <source>Name, phone …</source>
        <translation>Name, Telefon …</translation>
    </message>
    <message>
        <source>Search for a name, firm, email or phone</source>
        <translation>Nach Name, Firma, E-Mail oder Telefon suchen</translation>
    </message>
</context>
<context>
    <name>Segments</name>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source> Not all of it could be read.</source>
        <translation> Nicht alles davon war lesbar.</translation>
    </message>
    <message>
        <source>A quotation mark glued {} rows together; they were taken apart.</source>
        <translation>Ein Anführungszeichen hatte {} Zeilen zusammengeklebt; sie wurden getrennt.</translation>
    </message>
    <message>
        <source>A quotation mark opens in this line and never closes.</source>
        <translation>In dieser Zeile öffnet ein Anführungszeichen und schließt nie.</translation>
    </message>
    <message>
        <source>A result needs somebody on the line. Please clear it or choose Connected.</source>
        <translation>Ein Ergebnis braucht jemanden in der Leitung. Bitte nehmen Sie es heraus oder wählen Sie „Erreicht“.</translation>
    </message>
    <message>
        <source>A rule cannot look at “{}”, only at {}.</source>
        <translation>Eine Regel kann nicht auf „{}“ schauen, nur auf {}.</translation>
    </message>
    <message>
        <source>A spreadsheet has shortened the number “{}”. Please export it as text.</source>
        <translation>Eine Tabelle hat die Nummer „{}“ verkürzt. Bitte exportieren Sie sie als Text.</translation>
    </message>
    <message>
        <source>A time must be in UTC and say so with a Z.</source>
        <translation>Eine Zeit muss in UTC stehen und das mit einem Z sagen.</translation>
    </message>
    <message>
        <source>All {} files of the program can be read.</source>
        <translation>Alle {} Dateien des Programms sind lesbar.</translation>
    </message>
    <message>
        <source>An encrypted database can be made and migrated.</source>
        <translation>Eine verschlüsselte Datenbank kann angelegt und umgestellt werden.</translation>
    </message>
    <message>
        <source>An open proposal has no answer yet. Please adopt or decline it.</source>
        <translation>Ein offener Vorschlag hat noch keine Antwort. Bitte übernehmen oder lehnen Sie ihn ab.</translation>
    </message>
    <message>
        <source>Another server answers at your server&apos;s address. Nothing was sent to it. Please ask your administrator whether the server was replaced.</source>
        <translation>Unter der Adresse Ihres Servers antwortet ein anderer. Nichts wurde an ihn gesendet. Bitte fragen Sie Ihre Verwaltung, ob der Server ersetzt wurde.</translation>
    </message>
    <message>
        <source>Asked for on the call of {}.</source>
        <translation>Im Anruf vom {} verlangt.</translation>
    </message>
    <message>
        <source>At most {} entries fit here.</source>
        <translation>Hier passen höchstens {} Einträge.</translation>
    </message>
    <message>
        <source>At most {} external ids fit.</source>
        <translation>Höchstens {} fremde Kennungen passen.</translation>
    </message>
    <message>
        <source>At most {} fit one decision.</source>
        <translation>Höchstens {} passen in eine Entscheidung.</translation>
    </message>
    <message>
        <source>At most {} rules fit one campaign.</source>
        <translation>Höchstens {} Regeln passen zu einer Kampagne.</translation>
    </message>
    <message>
        <source>Campaigns come from your server. Please ask marketing to import this list there.</source>
        <translation>Kampagnen kommen von Ihrem Server. Bitte lassen Sie das Marketing diese Liste dort einlesen.</translation>
    </message>
    <message>
        <source>Companion cannot make the folder {} ({}).</source>
        <translation>Companion kann den Ordner {} nicht anlegen ({}).</translation>
    </message>
    <message>
        <source>Companion cannot open its profile. Please check that the folder is still there.</source>
        <translation>Companion kann sein Profil nicht öffnen. Bitte prüfen Sie, ob der Ordner noch da ist.</translation>
    </message>
    <message>
        <source>Companion cannot remove {} ({}). Please close whatever has it open, and try again. Nobody can read it any more.</source>
        <translation>Companion kann {} nicht entfernen ({}). Bitte schließen Sie, was es offen hält, und versuchen Sie es wieder. Lesen kann es niemand mehr.</translation>
    </message>
    <message>
        <source>Companion cannot use the folder {} ({}). Please choose another with --profile or {}, or make it writable.</source>
        <translation>Companion kann den Ordner {} nicht benutzen ({}). Bitte wählen Sie mit --profile oder {} einen anderen oder machen Sie ihn beschreibbar.</translation>
    </message>
    <message>
        <source>Companion cannot write its profile at {}: {}.</source>
        <translation>Companion kann sein Profil unter {} nicht schreiben: {}.</translation>
    </message>
    <message>
        <source>Companion cannot write to its folder {} ({}). Please make it writable, or choose another with --profile.</source>
        <translation>Companion kann in seinen Ordner {} nicht schreiben ({}). Bitte machen Sie ihn beschreibbar oder wählen Sie mit --profile einen anderen.</translation>
    </message>
    <message>
        <source>Companion cannot write {} ({}). Please free some space or make the folder writable, and try again.</source>
        <translation>Companion kann {} nicht schreiben ({}). Bitte schaffen Sie Platz oder machen Sie den Ordner beschreibbar und versuchen Sie es wieder.</translation>
    </message>
    <message>
        <source>Companion does not understand this link to sign in. Nothing was done.</source>
        <translation>Companion versteht diesen Link zum Anmelden nicht. Nichts wurde getan.</translation>
    </message>
    <message>
        <source>Companion does not understand this link. Nothing was opened.</source>
        <translation>Companion versteht diesen Verweis nicht. Nichts wurde geöffnet.</translation>
    </message>
    <message>
        <source>Companion is already open with the profile in {}. Please use that window, or close it first.</source>
        <translation>Companion ist mit dem Profil in {} schon offen. Bitte benutzen Sie jenes Fenster oder schließen Sie es zuerst.</translation>
    </message>
    <message>
        <source>Companion is still saving something else. Please try again in a moment.</source>
        <translation>Companion sichert noch etwas anderes. Bitte versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>Companion may not write to its profile folder. Please check who may write there.</source>
        <translation>Companion darf in seinen Profilordner nicht schreiben. Bitte prüfen Sie die Rechte dort.</translation>
    </message>
    <message>
        <source>Companion must remove its data but cannot remove {} ({}). Please close whatever has it open, and try again.</source>
        <translation>Companion muss seine Daten entfernen, kann aber {} nicht entfernen ({}). Bitte schließen Sie, was es offen hält, und versuchen Sie es wieder.</translation>
    </message>
    <message>
        <source>Companion&apos;s data is in use elsewhere. Please close that, then try again.</source>
        <translation>Companions Daten werden anderswo benutzt. Bitte schließen Sie das und versuchen Sie es dann wieder.</translation>
    </message>
    <message>
        <source>Databases are not encrypted.</source>
        <translation>Datenbanken werden nicht verschlüsselt.</translation>
    </message>
    <message>
        <source>Demo profile: its key lies beside its data. Please keep no real customers in it.</source>
        <translation>Demo-Profil: Sein Schlüssel liegt neben seinen Daten. Bitte bewahren Sie keine echten Kunden darin auf.</translation>
    </message>
    <message>
        <source>Everything is fetched from the server anew.</source>
        <translation>Alles wird neu vom Server geholt.</translation>
    </message>
    <message>
        <source>Everything is kept on this laptop only.</source>
        <translation>Alles bleibt nur auf diesem Laptop.</translation>
    </message>
    <message>
        <source>Fetching is paused. What came is kept.</source>
        <translation>Das Holen ruht. Was da ist, bleibt.</translation>
    </message>
    <message>
        <source>From line {} on, quotation marks open and never close. Please mend the file.</source>
        <translation>Ab Zeile {} öffnen Anführungszeichen und schließen nie. Bitte bringen Sie die Datei in Ordnung.</translation>
    </message>
    <message>
        <source>It was stopped. Nothing was changed.</source>
        <translation>Es wurde angehalten. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>Kept “{}”, also entered “{}”.</source>
        <translation>Bewahrt „{}“, außerdem eingegeben „{}“.</translation>
    </message>
    <message>
        <source>Line {} holds no names of columns. Please choose another line.</source>
        <translation>Zeile {} enthält keine Spaltennamen. Bitte wählen Sie eine andere Zeile.</translation>
    </message>
    <message>
        <source>No column here is a campaign&apos;s name or code, or an advert&apos;s headline. Please map one by hand, such as --map “Column=name”.</source>
        <translation>Keine Spalte ist Name oder Kürzel einer Kampagne oder Überschrift einer Anzeige. Bitte ordnen Sie eine von Hand zu.</translation>
    </message>
    <message>
        <source>No column here is a name, a company, a phone or an email ({}). Please map one by hand, such as --map “Column=name”.</source>
        <translation>Keine Spalte ist Name, Firma, Telefon oder E-Mail ({}). Bitte ordnen Sie eine von Hand zu.</translation>
    </message>
    <message>
        <source>No date stands beside the campaign, so the touch carries the import&apos;s time.</source>
        <translation>Neben der Kampagne steht kein Tag, also trägt der Kontakt die Zeit des Einlesens.</translation>
    </message>
    <message>
        <source>No line near the top of this file holds a phone number {}in full. Please give the numbers with their country code, or say which country they belong to.</source>
        <translation>Keine Zeile am Anfang dieser Datei enthält eine Telefonnummer {}vollständig. Bitte geben Sie die Nummern mit Landesvorwahl an, oder sagen Sie, zu welchem Land sie gehören.</translation>
    </message>
    <message>
        <source>No proxy stands between here and the server.</source>
        <translation>Zwischen hier und dem Server steht kein Proxy.</translation>
    </message>
    <message>
        <source>No row near the top of this file names its columns. Please add one above.</source>
        <translation>Keine der ersten Zeilen nennt die Spalten. Bitte fügen Sie oben eine ein.</translation>
    </message>
    <message>
        <source>Nobody answers at {}, port {}.</source>
        <translation>Unter {}, Port {}, antwortet niemand.</translation>
    </message>
    <message>
        <source>Nobody has signed in on this laptop yet.</source>
        <translation>Auf diesem Laptop hat sich noch niemand angemeldet.</translation>
    </message>
    <message>
        <source>Nobody here is called “{}”; the name is kept in the notes.</source>
        <translation>Niemand hier heißt „{}“; der Name steht in den Notizen.</translation>
    </message>
    <message>
        <source>Not encrypted: whoever has this file can read it. Delete it when it is used.</source>
        <translation>Nicht verschlüsselt: Wer diese Datei hat, kann sie lesen. Löschen Sie sie nach Gebrauch.</translation>
    </message>
    <message>
        <source>Nothing is sent until the certificate is good.</source>
        <translation>Bis das Zertifikat gut ist, wird nichts gesendet.</translation>
    </message>
    <message>
        <source>One of you deleted this while the other edited it. It was kept.</source>
        <translation>Während es der eine bearbeitete, löschte es der andere. Es wurde bewahrt.</translation>
    </message>
    <message>
        <source>Please ask your administrator whether the server was replaced.</source>
        <translation>Bitte fragen Sie Ihren Administrator, ob der Server ersetzt wurde.</translation>
    </message>
    <message>
        <source>Please check that this laptop is online; a company&apos;s proxy must let you through.</source>
        <translation>Bitte prüfen Sie, ob dieser Laptop am Netz ist; ein Proxy der Firma muss Sie durchlassen.</translation>
    </message>
    <message>
        <source>Please check the network and the server&apos;s address; it may need a VPN.</source>
        <translation>Bitte prüfen Sie das Netz und die Adresse des Servers; vielleicht braucht er ein VPN.</translation>
    </message>
    <message>
        <source>Please check the server&apos;s address with your administrator.</source>
        <translation>Bitte prüfen Sie die Adresse des Servers mit Ihrem Administrator.</translation>
    </message>
    <message>
        <source>Please choose a kind of objection.</source>
        <translation>Bitte wählen Sie eine Art von Einwand.</translation>
    </message>
    <message>
        <source>Please choose at least {} characters; a few words that only you would put together are best.</source>
        <translation>Bitte wählen Sie mindestens {} Zeichen; am besten ein paar Wörter, die nur Sie so zusammenstellen.</translation>
    </message>
    <message>
        <source>Please choose when the next step is due.</source>
        <translation>Bitte wählen Sie, wann der nächste Schritt fällig ist.</translation>
    </message>
    <message>
        <source>Please do not use this program: it is not what we built.</source>
        <translation>Bitte benutzen Sie dieses Programm nicht: Es ist nicht das, was wir gebaut haben.</translation>
    </message>
    <message>
        <source>Please give a name of up to {} characters.</source>
        <translation>Bitte geben Sie einen Namen von bis zu {} Zeichen an.</translation>
    </message>
    <message>
        <source>Please give a name, a company, a phone or an email.</source>
        <translation>Bitte geben Sie einen Namen, eine Firma, eine Telefonnummer oder eine E-Mail-Adresse an.</translation>
    </message>
    <message>
        <source>Please give a number from 1 to {}.</source>
        <translation>Bitte geben Sie eine Zahl von 1 bis {} an.</translation>
    </message>
    <message>
        <source>Please give your name.</source>
        <translation>Bitte geben Sie Ihren Namen an.</translation>
    </message>
    <message>
        <source>Please give {}.</source>
        <translation>Bitte fehlende Angabe ergänzen: {}.</translation>
    </message>
    <message>
        <source>Please install Companion again.</source>
        <translation>Bitte richten Sie Companion neu ein.</translation>
    </message>
    <message>
        <source>Please keep the profile&apos;s folder as it is, and send this page to your administrator.</source>
        <translation>Bitte lassen Sie den Ordner des Profils, wie er ist, und schicken Sie diese Seite Ihrem Administrator.</translation>
    </message>
    <message>
        <source>Please make one now, on this page; if that fails, it says why.</source>
        <translation>Bitte machen Sie jetzt eine, auf dieser Seite; wenn das nicht geht, sagt sie, warum.</translation>
    </message>
    <message>
        <source>Please make room: saving stops when the disk is full.</source>
        <translation>Bitte schaffen Sie Platz: Bei voller Festplatte kann nichts mehr gespeichert werden.</translation>
    </message>
    <message>
        <source>Please open any page in your browser and sign in to the network.</source>
        <translation>Bitte öffnen Sie irgendeine Seite im Browser und melden Sie sich am Netz an.</translation>
    </message>
    <message>
        <source>Please open it in its own program, save it as CSV or XLSX and import that file.</source>
        <translation>Bitte öffnen Sie die Datei in ihrem eigenen Programm, speichern Sie sie als CSV oder XLSX und importieren Sie diese Datei.</translation>
    </message>
    <message>
        <source>Please say how the line ended: connected, voicemail, no answer&#xa0;…</source>
        <translation>Bitte sagen Sie, wie es in der Leitung ausging: erreicht, Mailbox, keiner da&#xa0;…</translation>
    </message>
    <message>
        <source>Please say who answered this proposal, and when.</source>
        <translation>Bitte sagen Sie, wer diesen Vorschlag beantwortet hat und wann.</translation>
    </message>
    <message>
        <source>Please say why, so that a colleague understands it.</source>
        <translation>Bitte sagen Sie warum, sodass man es im Team versteht.</translation>
    </message>
    <message>
        <source>Please select at least one word.</source>
        <translation>Bitte wählen Sie mindestens ein Wort.</translation>
    </message>
    <message>
        <source>Please set it: dates you enter look wrong to others. Nothing is lost by it.</source>
        <translation>Bitte stellen Sie sie: Ihre Daten sehen für andere sonst falsch aus. Verloren geht dadurch nichts.</translation>
    </message>
    <message>
        <source>Please sign in before you log a call.</source>
        <translation>Bitte melden Sie sich an, bevor Sie einen Anruf festhalten.</translation>
    </message>
    <message>
        <source>Please sign in before you propose other words.</source>
        <translation>Bitte melden Sie sich an, bevor Sie andere Worte vorschlagen.</translation>
    </message>
    <message>
        <source>Please start Companion again: it sets the damaged file aside, saves what was not sent, and goes on from the last backup and the server.</source>
        <translation>Bitte starten Sie Companion neu: Es legt die beschädigte Datei beiseite, rettet, was nicht gesendet ist, und macht mit der letzten Sicherung und dem Server weiter.</translation>
    </message>
    <message>
        <source>Please tell your administrator to renew it.</source>
        <translation>Bitte sagen Sie Ihrem Administrator, dass er es erneuern soll.</translation>
    </message>
    <message>
        <source>Please type the code that your administrator gave you.</source>
        <translation>Bitte geben Sie den Code ein, den Sie von Ihrer Verwaltung bekommen haben.</translation>
    </message>
    <message>
        <source>Please type the name that the proxy knows you by.</source>
        <translation>Bitte geben Sie den Namen ein, unter dem der Proxy Sie kennt.</translation>
    </message>
    <message>
        <source>Please type words or choose a filter first.</source>
        <translation>Bitte geben Sie erst Worte ein oder wählen Sie einen Filter.</translation>
    </message>
    <message>
        <source>Please type your passphrase first.</source>
        <translation>Bitte geben Sie zuerst Ihr Passwort ein.</translation>
    </message>
    <message>
        <source>Please update Companion.</source>
        <translation>Bitte aktualisieren Sie Companion.</translation>
    </message>
    <message>
        <source>Please update Companion: this SQLite can damage a database in rare cases.</source>
        <translation>Bitte aktualisieren Sie Companion: Dieses SQLite kann in seltenen Fällen eine Datenbank beschädigen.</translation>
    </message>
    <message>
        <source>Press the line at the bottom of the window to enter them.</source>
        <translation>Drücken Sie die Zeile unten im Fenster, um beides einzugeben.</translation>
    </message>
    <message>
        <source>Sending and fetching …</source>
        <translation>Sendet und holt …</translation>
    </message>
    <message>
        <source>Somebody with this number asked not to be called.</source>
        <translation>Jemand mit dieser Nummer hat gebeten, nicht angerufen zu werden.</translation>
    </message>
    <message>
        <source>Starting with the computer cannot be changed ({}).</source>
        <translation>Das Starten mit dem Rechner kann nicht geändert werden ({}).</translation>
    </message>
    <message>
        <source>The address {} would send your calls unprotected. Please use https://{}{} instead.</source>
        <translation>Die Adresse {} würde Ihre Anrufe ungeschützt senden. Bitte nehmen Sie stattdessen https://{}{}.</translation>
    </message>
    <message>
        <source>The backup of {} is in place; {} kept. What was here before lies in {}.</source>
        <translation>Die Sicherung von {} ist zurück; {} behalten. Was vorher hier war, liegt in {}.</translation>
    </message>
    <message>
        <source>The campaign ends before it starts. Please check the dates.</source>
        <translation>Die Kampagne endet, bevor sie beginnt. Bitte prüfen Sie die Tage.</translation>
    </message>
    <message>
        <source>The certificate is checked with each request, through the proxy.</source>
        <translation>Das Zertifikat wird bei jeder Anfrage geprüft, durch den Proxy hindurch.</translation>
    </message>
    <message>
        <source>The certificate is good for {} more days; {} vouches for it.</source>
        <translation>Das Zertifikat gilt noch {} Tage; {} bürgt dafür.</translation>
    </message>
    <message>
        <source>The certificate of {} comes from an authority that this laptop does not know. Nothing was sent. If your company has an authority of its own, your administrator must install it on this laptop.</source>
        <translation>Das Zertifikat von {} kommt von einer Stelle, die dieser Laptop nicht kennt. Es wurde nichts gesendet. Wenn Ihre Firma eine eigene Stelle hat, muss Ihr Administrator sie auf diesem Laptop einrichten.</translation>
    </message>
    <message>
        <source>The certificate of {} has expired. Nothing was sent. Please check this laptop&apos;s date; if it is right, your administrator must renew the certificate.</source>
        <translation>Das Zertifikat von {} ist abgelaufen. Es wurde nichts gesendet. Bitte prüfen Sie das Datum dieses Laptops; wenn es stimmt, muss Ihr Administrator das Zertifikat erneuern.</translation>
    </message>
    <message>
        <source>The certificate of {} is not valid yet, so this laptop&apos;s clock is most likely behind. Nothing was sent. Please set date and time, and try again.</source>
        <translation>Das Zertifikat von {} gilt noch nicht; wahrscheinlich geht die Uhr dieses Laptops nach. Es wurde nichts gesendet. Bitte stellen Sie Datum und Uhrzeit und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The certificate that {} shows belongs to another address. Nothing was sent. Please check the address, or ask your administrator.</source>
        <translation>Das Zertifikat, das {} zeigt, gehört zu einer anderen Adresse. Es wurde nichts gesendet. Bitte prüfen Sie die Adresse oder fragen Sie Ihren Administrator.</translation>
    </message>
    <message>
        <source>The clock agrees with the server&apos;s.</source>
        <translation>Die Uhr stimmt mit der des Servers überein.</translation>
    </message>
    <message>
        <source>The connection to {} is not safe: the certificate cannot be trusted. Nothing was sent. Please check the address, or ask your administrator.</source>
        <translation>Die Verbindung zu {} ist nicht sicher: Dem Zertifikat ist nicht zu trauen. Nichts wurde gesendet. Bitte prüfen Sie die Adresse oder fragen Sie Ihre Verwaltung.</translation>
    </message>
    <message>
        <source>The connection was ended on this side.</source>
        <translation>Die Verbindung wurde von hier beendet.</translation>
    </message>
    <message>
        <source>The damaged profile cannot be set aside ({}). Nothing changed.</source>
        <translation>Das beschädigte Profil lässt sich nicht beiseitelegen ({}). Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The database is damaged.</source>
        <translation>Die Datenbank ist beschädigt.</translation>
    </message>
    <message>
        <source>The database is whole.</source>
        <translation>Die Datenbank ist heil.</translation>
    </message>
    <message>
        <source>The demo profile&apos;s key file {} cannot be read. Please delete the demo profile&apos;s folder and look around again.</source>
        <translation>Die Schlüsseldatei {} des Demo-Profils lässt sich nicht lesen. Bitte löschen Sie den Ordner des Demo-Profils und sehen Sie sich neu um.</translation>
    </message>
    <message>
        <source>The disk does not answer as it should. Nothing was saved; please try again.</source>
        <translation>Der Datenträger antwortet nicht, wie er soll. Nichts wurde gesichert; bitte versuchen Sie es wieder.</translation>
    </message>
    <message>
        <source>The disk is full. Nothing was saved; please make room and save again.</source>
        <translation>Der Datenträger ist voll. Nichts wurde gesichert; bitte schaffen Sie Platz und sichern Sie wieder.</translation>
    </message>
    <message>
        <source>The end comes before the start. Please check it.</source>
        <translation>Das Ende liegt vor dem Anfang. Bitte prüfen Sie es.</translation>
    </message>
    <message>
        <source>The extension {} of {} was left out.</source>
        <translation>Die Durchwahl {} von {} wurde weggelassen.</translation>
    </message>
    <message>
        <source>The file {} cannot be read. It names this profile&apos;s key in the keychain: please put back a copy of it from a backup. Nothing was changed.</source>
        <translation>Die Datei {} lässt sich nicht lesen. Sie nennt den Schlüssel dieses Profils im Schlüsselbund: Bitte holen Sie eine Kopie aus einer Sicherung zurück. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The file {} cannot be read. Please delete it to go on.</source>
        <translation>Die Datei {} lässt sich nicht lesen. Bitte löschen Sie sie, um weiterzugehen.</translation>
    </message>
    <message>
        <source>The file {} cannot be written ({}). Please choose another.</source>
        <translation>Die Datei {} kann nicht geschrieben werden ({}). Bitte wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>The file {} is gone. Please put it back from a backup.</source>
        <translation>Die Datei {} ist weg. Bitte holen Sie sie aus einer Sicherung zurück.</translation>
    </message>
    <message>
        <source>The file {}, which holds this profile&apos;s key, cannot be read. Please put back a copy of it from a backup. Nothing was changed.</source>
        <translation>Die Datei {} mit dem Schlüssel dieses Profils lässt sich nicht lesen. Bitte holen Sie eine Kopie aus einer Sicherung zurück. Nichts wurde geändert.</translation>
    </message>
    <message>
        <source>The folder of updates {} cannot be read ({}).</source>
        <translation>Der Ordner mit Updates {} kann nicht gelesen werden ({}).</translation>
    </message>
    <message>
        <source>The key could not be renewed ({}). Nothing is lost by it.</source>
        <translation>Der Schlüssel konnte nicht erneuert werden ({}). Dadurch ist nichts verloren.</translation>
    </message>
    <message>
        <source>The keychain does not have the key to {}. Please sign in to the desktop as the person who set it up, or bring that keychain back. The file is kept as it is.</source>
        <translation>Der Schlüsselbund hat den Schlüssel zu {} nicht. Bitte melden Sie sich als die Person an, die es eingerichtet hat, oder bringen Sie diesen Schlüsselbund zurück. Die Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>The keychain holds another key than the one that {} was locked with; most likely an older copy of the keychain was put back. Please bring the newer one back. The file is kept as it is.</source>
        <translation>Der Schlüsselbund enthält einen anderen Schlüssel als den, mit dem {} verschlossen wurde; wahrscheinlich wurde eine ältere Kopie des Schlüsselbunds zurückgespielt. Bitte holen Sie die neuere zurück. Die Datei bleibt, wie sie ist.</translation>
    </message>
    <message>
        <source>The keychain keeps and returns secrets.</source>
        <translation>Der Schlüsselbund bewahrt Geheimnisse und gibt sie zurück.</translation>
    </message>
    <message>
        <source>The line was closed.</source>
        <translation>Die Leitung wurde geschlossen.</translation>
    </message>
    <message>
        <source>The list of updates is not signed as it must be. It was refused; Companion stays as it is.</source>
        <translation>Die Liste der Updates ist nicht unterschrieben, wie sie es sein muss. Sie wurde abgelehnt; Companion bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The list of updates is out of date. Either nobody renews it any more, or something on the way holds updates back, or this laptop&apos;s date is wrong. Companion stays as it is.</source>
        <translation>Die Liste der Updates ist veraltet. Entweder erneuert sie niemand mehr, oder etwas auf dem Weg hält Updates zurück, oder das Datum dieses Laptops ist falsch. Companion bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The name {} is not known on this network.</source>
        <translation>Der Name {} ist in diesem Netz nicht bekannt.</translation>
    </message>
    <message>
        <source>The newest backup is of today.</source>
        <translation>Die neueste Sicherung ist von heute.</translation>
    </message>
    <message>
        <source>The newest backup is {} days old.</source>
        <translation>Die neueste Sicherung ist {} Tage alt.</translation>
    </message>
    <message>
        <source>The parts of the list of updates do not belong together. They were refused; Companion stays as it is.</source>
        <translation>Die Teile der Liste der Updates gehören nicht zusammen. Sie wurden abgelehnt; Companion bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The picture is over 36 kB. Please shrink it.</source>
        <translation>Das Bild ist über 36 kB groß. Bitte verkleinern Sie es.</translation>
    </message>
    <message>
        <source>The picture must be a PNG or a JPEG.</source>
        <translation>Das Bild muss PNG oder JPEG sein.</translation>
    </message>
    <message>
        <source>The policy file {} cannot be followed: {}. Until it is mended, signing in anew and updates stay off. Please tell your administrator.</source>
        <translation>Die Vorgabendatei {} kann nicht befolgt werden: {}. Bis sie berichtigt ist, bleiben neues Anmelden und Aktualisierungen aus. Bitte sagen Sie Ihrer Verwaltung Bescheid.</translation>
    </message>
    <message>
        <source>The profile cannot be read as it is.</source>
        <translation>Das Profil lässt sich so, wie es ist, nicht lesen.</translation>
    </message>
    <message>
        <source>The profile cannot be removed ({}).</source>
        <translation>Das Profil lässt sich nicht entfernen ({}).</translation>
    </message>
    <message>
        <source>The profile cannot be set aside ({}). Nothing changed.</source>
        <translation>Das Profil kann nicht beiseitegelegt werden ({}). Es wurde nichts verändert.</translation>
    </message>
    <message>
        <source>The profile cannot be set aside ({}). Nothing is lost.</source>
        <translation>Das Profil lässt sich nicht beiseitelegen ({}). Nichts ist verloren.</translation>
    </message>
    <message>
        <source>The profile could not be put into {} ({}).</source>
        <translation>Das Profil ließ sich nicht nach {} legen ({}).</translation>
    </message>
    <message>
        <source>The profile {} cannot be read: it is damaged, or its key is another one. The file is kept as it is; please ask whoever looks after Companion.</source>
        <translation>Das Profil {} lässt sich nicht lesen: Es ist beschädigt, oder sein Schlüssel ist ein anderer. Die Datei bleibt, wie sie ist; bitte fragen Sie die Betreuung von Companion.</translation>
    </message>
    <message>
        <source>The profile {} cannot be read: it is damaged, or its key is another one. The file is kept. Please start Companion again, which mends what it can; if that does not help, ask whoever looks after it.</source>
        <translation>Das Profil {} lässt sich nicht lesen: Es ist beschädigt, oder sein Schlüssel ist ein anderer. Die Datei bleibt erhalten. Bitte starten Sie Companion neu, es richtet, was es kann; hilft das nicht, fragen Sie die Betreuung.</translation>
    </message>
    <message>
        <source>The program&apos;s own files are gone.</source>
        <translation>Die eigenen Dateien des Programms fehlen.</translation>
    </message>
    <message>
        <source>The proxy {} answers.</source>
        <translation>Der Proxy {} antwortet.</translation>
    </message>
    <message>
        <source>The record&apos;s id is not a UUID.</source>
        <translation>Die Kennung des Eintrags ist keine UUID.</translation>
    </message>
    <message>
        <source>The server already has another entry under this number. Please send it again.</source>
        <translation>Der Server hat unter dieser Nummer schon einen anderen Eintrag. Bitte senden Sie ihn neu.</translation>
    </message>
    <message>
        <source>The server answers, and it is the one we know.</source>
        <translation>Der Server antwortet, und es ist der bekannte.</translation>
    </message>
    <message>
        <source>The server answers, but nothing gets on. Companion tries again by itself.</source>
        <translation>Der Server antwortet, aber es geht nicht voran. Companion versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>The server cannot take this as it is. Please mend it and send it again.</source>
        <translation>Der Server kann das so nicht übernehmen. Bitte bessern Sie es aus und senden Sie es neu.</translation>
    </message>
    <message>
        <source>The server does not know this kind of entry yet. It must be updated.</source>
        <translation>Der Server kennt diese Art von Eintrag noch nicht. Er muss aktualisiert werden.</translation>
    </message>
    <message>
        <source>The server does not know this laptop any more. Please sign in again; nothing is lost.</source>
        <translation>Der Server kennt diesen Laptop nicht mehr. Bitte melden Sie sich neu an; nichts ist verloren.</translation>
    </message>
    <message>
        <source>The server does not take this request.</source>
        <translation>Der Server nimmt diese Anfrage nicht an.</translation>
    </message>
    <message>
        <source>The server does not understand Companion {} any more.</source>
        <translation>Der Server versteht Companion {} nicht mehr.</translation>
    </message>
    <message>
        <source>The server has a problem of its own. Companion tries again by itself.</source>
        <translation>Der Server hat selbst ein Problem. Companion versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>The server is busy. Companion tries again by itself.</source>
        <translation>Der Server ist beschäftigt. Companion versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>The server is older than this Companion. Please ask your administrator to update it.</source>
        <translation>Der Server ist älter als dieses Companion. Bitte lassen Sie ihn von Ihrer Verwaltung aktualisieren.</translation>
    </message>
    <message>
        <source>The server is on this computer, so no certificate is needed.</source>
        <translation>Der Server ist auf diesem Rechner; ein Zertifikat ist nicht nötig.</translation>
    </message>
    <message>
        <source>The server needs a newer Companion. Please update it, then sign in.</source>
        <translation>Der Server braucht ein neueres Companion. Bitte aktualisieren Sie es und melden Sie sich dann an.</translation>
    </message>
    <message>
        <source>The server needs a newer Companion. Please update it; your calls are kept until then.</source>
        <translation>Der Server braucht ein neueres Companion. Bitte aktualisieren Sie es; Ihre Anrufe bleiben bis dahin bewahrt.</translation>
    </message>
    <message>
        <source>The server says that {} of {} records are gone. They are still here; Companion asks for everything anew to make sure.</source>
        <translation>Der Server sagt, dass {} von {} Einträgen weg sind. Sie sind noch hier; Companion fragt sicherheitshalber nach allem neu.</translation>
    </message>
    <message>
        <source>The server understands Companion {}.</source>
        <translation>Der Server versteht Companion {}.</translation>
    </message>
    <message>
        <source>The server&apos;s answer arrived damaged. Companion tries again by itself.</source>
        <translation>Die Antwort des Servers kam beschädigt an. Companion versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>The sign-in in the browser took too long. Please begin it again.</source>
        <translation>Die Anmeldung im Browser hat zu lange gedauert. Bitte beginnen Sie noch einmal.</translation>
    </message>
    <message>
        <source>The update arrived damaged, or was changed on the way. It was thrown away; Companion stays as it is and tries again later.</source>
        <translation>Das Update kam beschädigt an oder wurde unterwegs verändert. Es wurde verworfen; Companion bleibt, wie es ist, und versucht es später noch einmal.</translation>
    </message>
    <message>
        <source>The update cannot be kept ({}). Please free some space.</source>
        <translation>Das Update kann nicht behalten werden ({}). Bitte schaffen Sie etwas Platz.</translation>
    </message>
    <message>
        <source>The update on this laptop is not what was verified. It was thrown away; Companion stays as it is and fetches it again later.</source>
        <translation>Das Update auf diesem Laptop ist nicht das, was geprüft wurde. Es wurde verworfen; Companion bleibt, wie es ist, und holt es später noch einmal.</translation>
    </message>
    <message>
        <source>The update server has a problem of its own. Companion asks again later.</source>
        <translation>Der Update-Server hat selbst ein Problem. Companion fragt später noch einmal.</translation>
    </message>
    <message>
        <source>The update server offers an older list than before, as if to bring an old version back. It was refused; Companion stays as it is.</source>
        <translation>Der Update-Server bietet eine ältere Liste als zuvor an, als sollte eine alte Version zurückkommen. Sie wurde abgelehnt; Companion bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>The update server offers no updates at its address.</source>
        <translation>Der Update-Server bietet unter seiner Adresse keine Updates an.</translation>
    </message>
    <message>
        <source>The update server sends more than was announced. The download was ended, and Companion stays as it is.</source>
        <translation>Der Update-Server sendet mehr als angekündigt. Das Laden wurde beendet, und Companion bleibt, wie es ist.</translation>
    </message>
    <message>
        <source>There are only {} of {} cells; the missing ones are taken as empty.</source>
        <translation>Es sind nur {} von {} Zellen da; die fehlenden gelten als leer.</translation>
    </message>
    <message>
        <source>There are {} cells but only {} columns. Please put cells that hold the separator into quotation marks.</source>
        <translation>Es sind {} Zellen, aber nur {} Spalten. Bitte setzen Sie Zellen, die das Trennzeichen enthalten, in Anführungszeichen.</translation>
    </message>
    <message>
        <source>There is a character in this text that cannot be kept. Please type it again.</source>
        <translation>In diesem Text ist ein Zeichen, das sich nicht bewahren lässt. Bitte geben Sie ihn neu ein.</translation>
    </message>
    <message>
        <source>There is a character that cannot be read. Please check this text.</source>
        <translation>Ein Zeichen lässt sich nicht lesen. Bitte prüfen Sie diesen Text.</translation>
    </message>
    <message>
        <source>There is a passphrase for this profile.</source>
        <translation>Für dieses Profil gibt es ein Passwort.</translation>
    </message>
    <message>
        <source>There is a profile in {} already. Please open that one.</source>
        <translation>In {} liegt schon ein Profil. Bitte öffnen Sie dieses.</translation>
    </message>
    <message>
        <source>There is no backup yet; the first one is made within a week.</source>
        <translation>Es gibt noch keine Sicherung; die erste entsteht binnen einer Woche.</translation>
    </message>
    <message>
        <source>There is no column “{}”. There are: {}.</source>
        <translation>Es gibt keine Spalte „{}“. Es gibt: {}.</translation>
    </message>
    <message>
        <source>There is no field “{}”. Choose one of: {}.</source>
        <translation>Es gibt kein Feld „{}“. Wählen Sie eines von: {}.</translation>
    </message>
    <message>
        <source>There is no file {}. Please check its name.</source>
        <translation>Es gibt keine Datei {}. Bitte prüfen Sie den Namen.</translation>
    </message>
    <message>
        <source>There is no name, company, phone or email in this row.</source>
        <translation>In dieser Zeile stehen weder Name noch Firma, Telefon oder E-Mail.</translation>
    </message>
    <message>
        <source>There is no number in this line.</source>
        <translation>In dieser Zeile steht keine Nummer.</translation>
    </message>
    <message>
        <source>There is no proxy here any more. Please try again.</source>
        <translation>Hier gibt es keinen Proxy mehr. Bitte versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>There is no sheet “{}”. There are: {}.</source>
        <translation>Es gibt kein Blatt „{}“. Es gibt: {}.</translation>
    </message>
    <message>
        <source>There is no update to install.</source>
        <translation>Es gibt kein Update zum Einspielen.</translation>
    </message>
    <message>
        <source>These are the words of the promise. Please write what you would say.</source>
        <translation>Das sind die Worte des Versprechens. Bitte schreiben Sie, was Sie sagen würden.</translation>
    </message>
    <message>
        <source>These notes are over {} characters.</source>
        <translation>Diese Notizen haben über {} Zeichen.</translation>
    </message>
    <message>
        <source>These notes were left out: the prospect has notes already.</source>
        <translation>Diese Notizen wurden weggelassen: Es gibt schon Notizen.</translation>
    </message>
    <message>
        <source>These words are older than version {}; it was left as it is.</source>
        <translation>Diese Worte sind älter als Fassung {}; sie blieb, wie sie ist.</translation>
    </message>
    <message>
        <source>They asked not to be called again. Please take the next step back.</source>
        <translation>Sie wollen nicht mehr angerufen werden. Bitte nehmen Sie den nächsten Schritt zurück.</translation>
    </message>
    <message>
        <source>This advert has no readable words, so no promise can be made of it.</source>
        <translation>Diese Anzeige hat keine lesbaren Worte, also wird kein Versprechen daraus.</translation>
    </message>
    <message>
        <source>This answer from marketing is not here any more.</source>
        <translation>Diese Antwort vom Marketing ist nicht mehr hier.</translation>
    </message>
    <message>
        <source>This change is not waiting any more.</source>
        <translation>Diese Änderung wartet nicht mehr.</translation>
    </message>
    <message>
        <source>This code was made for {}, but this profile belongs to {}. Please ask for a code of your own.</source>
        <translation>Dieser Code ist für {}, aber dieses Profil gehört {}. Bitte lassen Sie sich einen eigenen Code geben.</translation>
    </message>
    <message>
        <source>This computer has no keychain that Companion could keep its key in. On Linux please install gnome-keyring or KWallet, sign in to the desktop again, and start Companion once more.</source>
        <translation>Dieser Rechner hat keinen Schlüsselbund, in dem Companion seinen Schlüssel halten könnte. Bitte installieren Sie unter Linux gnome-keyring oder KWallet, melden Sie sich neu am Rechner an und starten Sie Companion noch einmal.</translation>
    </message>
    <message>
        <source>This file holds no readable text. Please export the list as CSV and import it.</source>
        <translation>Diese Datei enthält keinen lesbaren Text. Bitte exportieren Sie die Liste als CSV und lesen Sie diese ein.</translation>
    </message>
    <message>
        <source>This file is NOT encrypted: whoever has it can read every prospect and call in it.
Made by Companion {version} for {name} on {at}.
</source>
        <translation>Diese Datei ist NICHT verschlüsselt: Wer sie hat, kann jeden Interessenten und jeden Anruf darin lesen.
Gemacht von Companion {version} für {name} am {at}.
</translation>
    </message>
    <message>
        <source>This file is compressed with gzip. Please unpack it and import the CSV inside.</source>
        <translation>Diese Datei ist mit gzip gepackt. Bitte entpacken Sie sie und lesen Sie die CSV darin ein.</translation>
    </message>
    <message>
        <source>This file is empty. Please choose another.</source>
        <translation>Diese Datei ist leer. Bitte wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>This file is over {} MB. Please split it and import the parts.</source>
        <translation>Diese Datei ist über {} MB groß. Bitte teilen Sie sie und lesen Sie die Teile ein.</translation>
    </message>
    <message>
        <source>This has an email or phone of “{}”{}, but seems to be somebody else.</source>
        <translation>Das hat eine E-Mail-Adresse oder Telefonnummer von „{}“{}, scheint aber jemand anderes zu sein.</translation>
    </message>
    <message>
        <source>This is a PDF, not a CSV. Please export the list itself as CSV.</source>
        <translation>Das ist ein PDF, keine CSV. Bitte exportieren Sie die Liste selbst als CSV.</translation>
    </message>
    <message>
        <source>This is a list of campaigns or adverts. Please import it as campaigns.</source>
        <translation>Das ist eine Liste von Kampagnen oder Anzeigen. Bitte lesen Sie sie als Kampagnen ein.</translation>
    </message>
    <message>
        <source>This is a list of deals, not of people. Please export contacts or leads.</source>
        <translation>Das ist eine Liste von Abschlüssen, nicht von Menschen. Bitte exportieren Sie Kontakte oder Leads.</translation>
    </message>
    <message>
        <source>This is a list of your own colleagues, not of prospects. Please export contacts or leads.</source>
        <translation>Das ist eine Liste Ihres eigenen Teams, nicht von Interessenten. Bitte exportieren Sie Kontakte oder Leads.</translation>
    </message>
    <message>
        <source>This is more text than can be sent at once. Please shorten it and save again.</source>
        <translation>Das ist mehr Text, als auf einmal gesendet werden kann. Bitte kürzen Sie ihn und sichern Sie wieder.</translation>
    </message>
    <message>
        <source>This is no date such as 2026-11-23.</source>
        <translation>Das ist kein Datum wie 2026-11-23.</translation>
    </message>
    <message>
        <source>This is not a phone number. Nothing was opened.</source>
        <translation>Das ist keine Telefonnummer. Nichts wurde geöffnet.</translation>
    </message>
    <message>
        <source>This is not the answer that Companion waits for.</source>
        <translation>Das ist nicht die Antwort, auf die Companion wartet.</translation>
    </message>
    <message>
        <source>This is not the id of a prospect. Nothing was opened.</source>
        <translation>Das ist keine Kennung eines Interessenten. Nichts wurde geöffnet.</translation>
    </message>
    <message>
        <source>This is not the passphrase. Please try again; nothing is lost.</source>
        <translation>Das ist nicht das Passwort. Bitte versuchen Sie es wieder; nichts ist verloren.</translation>
    </message>
    <message>
        <source>This is still being sent. Please try again later.</source>
        <translation>Das wird noch gesendet. Bitte versuchen Sie es später wieder.</translation>
    </message>
    <message>
        <source>This is too long to be sent. Please shorten it and send it again.</source>
        <translation>Das ist zu lang zum Senden. Bitte kürzen Sie es und senden Sie es neu.</translation>
    </message>
    <message>
        <source>This is {} characters long; {} fit. It was left out.</source>
        <translation>Das sind {} Zeichen; {} passen. Es wurde weggelassen.</translation>
    </message>
    <message>
        <source>This is {} characters long; {} fit. Please shorten it.</source>
        <translation>Das sind {} Zeichen; {} passen. Bitte kürzen Sie es.</translation>
    </message>
    <message>
        <source>This laptop was wiped by its company.</source>
        <translation>Dieser Laptop wurde von seinem Unternehmen geleert.</translation>
    </message>
    <message>
        <source>This laptop works without a server.</source>
        <translation>Dieser Laptop arbeitet ohne Server.</translation>
    </message>
    <message>
        <source>This laptop&apos;s clock is {} minutes off.</source>
        <translation>Die Uhr dieses Laptops geht um {} Minuten falsch.</translation>
    </message>
    <message>
        <source>This network answers instead of your server; most likely it wants you to sign in. Please open any page in your browser and sign in there.</source>
        <translation>Dieses Netz antwortet anstelle Ihres Servers; wahrscheinlich verlangt es eine Anmeldung. Bitte öffnen Sie irgendeine Seite im Browser und melden Sie sich dort an.</translation>
    </message>
    <message>
        <source>This next step is not here any more.</source>
        <translation>Dieser nächste Schritt ist nicht mehr hier.</translation>
    </message>
    <message>
        <source>This person was erased on the server. Nothing about them was taken or kept.</source>
        <translation>Diese Person wurde auf dem Server gelöscht. Nichts über sie wurde übernommen oder bewahrt.</translation>
    </message>
    <message>
        <source>This person&apos;s data was erased on the server. What you had entered about them and not sent was not taken, and is not kept here either.</source>
        <translation>Die Daten dieser Person wurden auf dem Server gelöscht. Was Sie über sie eingegeben und noch nicht gesendet hatten, wurde nicht übernommen und ist auch hier nicht mehr vorhanden.</translation>
    </message>
    <message>
        <source>This profile has its server already.</source>
        <translation>Dieses Profil hat schon seinen Server.</translation>
    </message>
    <message>
        <source>This profile is in use. Please open it and sign out there first.</source>
        <translation>Dieses Profil ist in Gebrauch. Bitte öffnen Sie es und melden Sie sich dort zuerst ab.</translation>
    </message>
    <message>
        <source>This profile was written by a newer Companion. Please update it.</source>
        <translation>Dieses Profil hat ein neueres Companion geschrieben. Bitte aktualisieren Sie.</translation>
    </message>
    <message>
        <source>This profile works on this laptop only; there is no server to reach.</source>
        <translation>Dieses Profil arbeitet nur auf diesem Laptop; es gibt keinen Server zu erreichen.</translation>
    </message>
    <message>
        <source>This profile works without a server.</source>
        <translation>Dieses Profil arbeitet ohne Server.</translation>
    </message>
    <message>
        <source>This proposal is not here any more.</source>
        <translation>Dieser Vorschlag ist nicht mehr hier.</translation>
    </message>
    <message>
        <source>This prospect is not here any more.</source>
        <translation>Dieser Interessent ist nicht mehr hier.</translation>
    </message>
    <message>
        <source>This row is marked as deleted where it comes from.</source>
        <translation>Diese Zeile ist an ihrer Quelle als gelöscht markiert.</translation>
    </message>
    <message>
        <source>This row stood in one cell; it was taken apart.</source>
        <translation>Diese Zeile stand in einer einzigen Zelle; sie wurde aufgeteilt.</translation>
    </message>
    <message>
        <source>This sheet claims more than {} rows. Please check it.</source>
        <translation>Dieses Blatt gibt mehr als {} Zeilen an. Bitte prüfen Sie es.</translation>
    </message>
    <message>
        <source>This sheet has over 2,000 columns. Please export fewer.</source>
        <translation>Dieses Blatt hat über 2.000 Spalten. Bitte exportieren Sie weniger.</translation>
    </message>
    <message>
        <source>This table has over {} columns. Please export fewer.</source>
        <translation>Diese Tabelle hat über {} Spalten. Bitte exportieren Sie weniger.</translation>
    </message>
    <message>
        <source>This time zone is not known. Please choose one from the list.</source>
        <translation>Diese Zeitzone ist nicht bekannt. Bitte wählen Sie eine aus der Liste.</translation>
    </message>
    <message>
        <source>This version of Companion does not know “{}”. Please update it.</source>
        <translation>Diese Fassung von Companion kennt „{}“ nicht. Bitte aktualisieren Sie.</translation>
    </message>
    <message>
        <source>This was removed on the server. Copy what you need, then discard it.</source>
        <translation>Das wurde auf dem Server entfernt. Kopieren Sie, was Sie brauchen, und verwerfen Sie es dann.</translation>
    </message>
    <message>
        <source>This workbook has no sheet with rows. Please choose another.</source>
        <translation>Diese Arbeitsmappe hat kein Blatt mit Zeilen. Bitte wählen Sie eine andere.</translation>
    </message>
    <message>
        <source>This workbook is damaged, locked with a password, or was not sent whole. Please open it in its own program, save it as XLSX or CSV and import that file.</source>
        <translation>Diese Arbeitsmappe ist beschädigt, mit einem Passwort geschützt oder nicht ganz angekommen. Bitte öffnen Sie sie in ihrem eigenen Programm, speichern Sie sie als XLSX oder CSV und importieren Sie diese Datei.</translation>
    </message>
    <message>
        <source>This workbook {}. Please copy the list into a new workbook, or save it as CSV.</source>
        <translation>Diese Arbeitsmappe kann nicht gelesen werden ({}). Bitte kopieren Sie die Liste in eine neue Arbeitsmappe, oder speichern Sie sie als CSV.</translation>
    </message>
    <message>
        <source>This {} cannot be read: {}.</source>
        <translation>Dieser Eintrag ({}) lässt sich nicht lesen: {}.</translation>
    </message>
    <message>
        <source>Versions count from 1.</source>
        <translation>Fassungen zählen ab 1.</translation>
    </message>
    <message>
        <source>What answers at your server&apos;s address is not Companion. Nothing was taken from it.</source>
        <translation>Unter der Adresse Ihres Servers antwortet nicht Companion. Nichts wurde übernommen.</translation>
    </message>
    <message>
        <source>What answers at {} is not a Companion server. Please check the address. In a hotel or guest network, sign in to the network in your browser first.</source>
        <translation>Unter {} antwortet kein Companion-Server. Bitte prüfen Sie die Adresse. In einem Hotel- oder Gastnetz melden Sie sich zuerst im Browser im Netz an.</translation>
    </message>
    <message>
        <source>Whoever installed this Companion updates it, too.</source>
        <translation>Wer dieses Companion eingerichtet hat, spielt auch seine Updates ein.</translation>
    </message>
    <message>
        <source>Without a server there is nobody to ask for updates.</source>
        <translation>Ohne Server gibt es niemanden, der Updates anbietet.</translation>
    </message>
    <message>
        <source>You have begun another call with them. Please save or clear it first.</source>
        <translation>Sie haben schon einen weiteren Anruf begonnen. Bitte sichern oder leeren Sie ihn zuerst.</translation>
    </message>
    <message>
        <source>You may not change this. Please ask whoever looks after Companion.</source>
        <translation>Sie dürfen das nicht ändern. Bitte fragen Sie die Betreuung von Companion.</translation>
    </message>
    <message>
        <source>You may not read {}. Please ask its owner, or choose a copy.</source>
        <translation>Sie dürfen {} nicht lesen. Bitte fragen Sie, wem sie gehört, oder wählen Sie eine Kopie.</translation>
    </message>
    <message>
        <source>You said no in the browser, so nobody was signed in.</source>
        <translation>Sie haben im Browser Nein gesagt, also wurde niemand angemeldet.</translation>
    </message>
    <message>
        <source>Your administrator has closed this way to begin. Please ask them.</source>
        <translation>Ihre Verwaltung hat diesen Weg zu beginnen geschlossen. Bitte fragen Sie dort nach.</translation>
    </message>
    <message>
        <source>Your administrator has set {} for this computer, so Companion does not talk to {}.</source>
        <translation>Ihre Verwaltung hat {} für diesen Computer vorgegeben, deshalb spricht Companion nicht mit {}.</translation>
    </message>
    <message>
        <source>Your company updates Companion on this laptop.</source>
        <translation>Ihre Firma spielt Updates auf diesem Laptop selbst ein.</translation>
    </message>
    <message>
        <source>Your company&apos;s proxy cannot be reached, or does not let Companion through. Please check the network, or ask your administrator.</source>
        <translation>Der Proxy Ihrer Firma ist nicht erreichbar oder lässt Companion nicht durch. Bitte prüfen Sie das Netz oder fragen Sie Ihren Administrator.</translation>
    </message>
    <message>
        <source>Your company&apos;s proxy did not take the name and the password. Please enter them again. If they are right, the proxy wants another way of signing in: please ask your administrator to let Companion through.</source>
        <translation>Der Proxy Ihrer Firma hat Namen und Passwort nicht angenommen. Bitte geben Sie beides noch einmal ein. Stimmt beides, verlangt der Proxy eine andere Art der Anmeldung: Bitte lassen Sie Ihren Administrator Companion durchlassen.</translation>
    </message>
    <message>
        <source>Your company&apos;s proxy wants a name and a password.</source>
        <translation>Der Proxy Ihrer Firma verlangt einen Namen und ein Passwort.</translation>
    </message>
    <message>
        <source>Your keychain answered with an error ({kind}). Please open it once by hand or sign in to your desktop again, then try again; nothing is lost.</source>
        <translation>Ihr Schlüsselbund antwortete mit einem Fehler ({kind}). Bitte öffnen Sie ihn einmal von Hand oder melden Sie sich neu am Rechner an und versuchen Sie es dann wieder; nichts ist verloren.</translation>
    </message>
    <message>
        <source>Your keychain could not be opened; most likely it is locked. Please sign in to your desktop or unlock the keychain, then try again; nothing is lost.</source>
        <translation>Ihr Schlüsselbund ließ sich nicht öffnen; wahrscheinlich ist er gesperrt. Bitte melden Sie sich am Rechner an oder entsperren Sie ihn und versuchen Sie es dann wieder; nichts ist verloren.</translation>
    </message>
    <message>
        <source>Your keychain does not answer; it may be waiting for you to unlock it. Please look for its window, then try again; nothing is lost.</source>
        <translation>Ihr Schlüsselbund antwortet nicht; vielleicht wartet er darauf, dass Sie ihn entsperren. Bitte suchen Sie sein Fenster und versuchen Sie es dann wieder; nichts ist verloren.</translation>
    </message>
    <message>
        <source>Your keychain is locked. Please unlock it, then try again; nothing is lost.</source>
        <translation>Ihr Schlüsselbund ist gesperrt. Bitte entsperren Sie ihn und versuchen Sie es dann wieder; nichts ist verloren.</translation>
    </message>
    <message>
        <source>Your keychain refused to keep Companion&apos;s key. Please unlock or mend it and try again.</source>
        <translation>Ihr Schlüsselbund wollte den Schlüssel von Companion nicht annehmen. Bitte entsperren oder richten Sie ihn und versuchen Sie es wieder.</translation>
    </message>
    <message>
        <source>Your keychain refused to remove Companion&apos;s key. Please remove it there by hand.</source>
        <translation>Ihr Schlüsselbund wollte den Schlüssel von Companion nicht entfernen. Bitte entfernen Sie ihn dort von Hand.</translation>
    </message>
    <message>
        <source>Your keychain took Companion&apos;s key but does not give it back, so nothing was set up. Please choose another keychain in your system&apos;s settings and try again.</source>
        <translation>Ihr Schlüsselbund nahm den Schlüssel von Companion, gibt ihn aber nicht zurück, also wurde nichts eingerichtet. Bitte wählen Sie in den Systemeinstellungen einen anderen und versuchen Sie es wieder.</translation>
    </message>
    <message>
        <source>Your server is out of reach at the moment. Companion tries again by itself.</source>
        <translation>Ihr Server ist gerade nicht erreichbar. Companion versucht es von selbst wieder.</translation>
    </message>
    <message>
        <source>{} It was left out.</source>
        <translation>{} Es wurde weggelassen.</translation>
    </message>
    <message>
        <source>{} MB are free where the profile lies.</source>
        <translation>{} MB sind frei, wo das Profil liegt.</translation>
    </message>
    <message>
        <source>{} cannot be reached. Please check the network and the address.</source>
        <translation>{} ist nicht erreichbar. Bitte prüfen Sie Netz und Adresse.</translation>
    </message>
    <message>
        <source>{} cannot be read ({}). Please choose another copy of it.</source>
        <translation>{} lässt sich nicht lesen ({}). Bitte wählen Sie eine andere Kopie.</translation>
    </message>
    <message>
        <source>{} ids were left out: at most {} fit one prospect.</source>
        <translation>{} Kennungen wurden weggelassen: Höchstens {} passen zu einem Interessenten.</translation>
    </message>
    <message>
        <source>{} is a folder. Please choose a file.</source>
        <translation>{} ist ein Ordner. Bitte wählen Sie eine Datei.</translation>
    </message>
    <message>
        <source>{} is known on this network ({}).</source>
        <translation>{} ist in diesem Netz bekannt ({}).</translation>
    </message>
    <message>
        <source>{} is no ordinary file. Please choose one.</source>
        <translation>{} ist keine gewöhnliche Datei. Bitte wählen Sie eine.</translation>
    </message>
    <message>
        <source>{} takes too long to answer. Companion tries again.</source>
        <translation>{} braucht zu lange. Companion versucht es wieder.</translation>
    </message>
    <message>
        <source>“{}” is no date that can be read, or lies in the future.</source>
        <translation>„{}“ ist kein lesbarer Tag oder liegt in der Zukunft.</translation>
    </message>
    <message>
        <source>“{}” is no date that can be read, or lies in the future. It was left out.</source>
        <translation>„{}“ ist kein lesbarer Tag oder liegt in der Zukunft. Er wurde weggelassen.</translation>
    </message>
    <message>
        <source>“{}” is no date that can be read.</source>
        <translation>„{}“ ist kein lesbarer Tag.</translation>
    </message>
    <message>
        <source>“{}” is no date.</source>
        <translation>„{}“ ist kein Datum.</translation>
    </message>
    <message>
        <source>“{}” is no full phone number. Please write it with its country code, such as +49 30 1234567.</source>
        <translation>„{}“ ist keine vollständige Telefonnummer. Bitte schreiben Sie sie mit Landesvorwahl, etwa +49 30 1234567.</translation>
    </message>
    <message>
        <source>“{}” is no legal basis we know.</source>
        <translation>„{}“ ist keine Rechtsgrundlage, die wir kennen.</translation>
    </message>
    <message>
        <source>“{}” is no readable text; it was left out.</source>
        <translation>„{}“ ist kein lesbarer Text; er wurde weggelassen.</translation>
    </message>
    <message>
        <source>“{}” is no stage we know.</source>
        <translation>„{}“ ist keine Phase, die wir kennen.</translation>
    </message>
    <message>
        <source>“{}” is no status such as live, paused or ended.</source>
        <translation>„{}“ ist kein Stand wie live, paused oder ended.</translation>
    </message>
    <message>
        <source>“{}” is no time zone such as Europe/Berlin.</source>
        <translation>„{}“ ist keine Zeitzone wie Europe/Berlin.</translation>
    </message>
    <message>
        <source>“{}” is no whole number.</source>
        <translation>„{}“ ist keine ganze Zahl.</translation>
    </message>
    <message>
        <source>“{}” is none of {}.</source>
        <translation>„{}“ ist keines von {}.</translation>
    </message>
    <message>
        <source>“{}” is not a full phone number such as +49 30 1234.</source>
        <translation>„{}“ ist keine vollständige Telefonnummer wie +49 30 1234.</translation>
    </message>
    <message>
        <source>“{}” is not a full phone number{}. Please add its country code (+49 …).</source>
        <translation>„{}“ ist keine vollständige Telefonnummer{}. Bitte ergänzen Sie die Landesvorwahl (+49 …).</translation>
    </message>
    <message>
        <source>“{}” is not an email address.</source>
        <translation>„{}“ ist keine E-Mail-Adresse.</translation>
    </message>
    <message>
        <source>“{}” is not the address of a server. Please type it as you were given it, such as https://companion.example.com.</source>
        <translation>„{}“ ist keine Adresse eines Servers. Bitte geben Sie sie ein, wie Sie sie bekommen haben, etwa https://companion.example.com.</translation>
    </message>
    <message>
        <source>“{}” is not {}.</source>
        <translation>„{}“ ist nicht {}.</translation>
    </message>
    <message>
        <source>“{}” is too short, too long or wrong for a phone number. Please check it.</source>
        <translation>„{}“ ist für eine Telefonnummer zu kurz, zu lang oder falsch. Bitte prüfen Sie sie.</translation>
    </message>
    <message>
        <source>“{}” was left out: another column says “{}”.</source>
        <translation>„{}“ wurde weggelassen: Eine andere Spalte sagt „{}“.</translation>
    </message>
    <message>
        <source>“{}” was left out: at most {} fit one prospect.</source>
        <translation>„{}“ wurde weggelassen: Höchstens {} passen zu einem Interessenten.</translation>
    </message>
    <message>
        <source>“{}” was left out: somebody else has this prospect already.</source>
        <translation>„{}“ wurde weggelassen: Diesen Interessenten hat schon jemand anderes.</translation>
    </message>
    <message>
        <source>“{}” was left out: the name of this row is “{}”.</source>
        <translation>„{}“ wurde weggelassen: Der Name dieser Zeile ist „{}“.</translation>
    </message>
    <message>
        <source>“{}” was left out: “{}” is already there.</source>
        <translation>„{}“ wurde weggelassen: „{}“ ist schon da.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>Last sync {ago}</source>
        <translation>Letzter Abgleich {ago}</translation>
    </message>
    <message>
        <source>This laptop works on its own, without a server.</source>
        <translation>Dieser Laptop arbeitet für sich, ohne Server.</translation>
    </message>
    <message>
        <source>{server} does not ask this window to lock.</source>
        <translation>{server} verlangt keine Sperre dieses Fensters.</translation>
    </message>
    <message>
        <source>{server} asks this window to lock after {days} days without contact.</source>
        <translation>{server} verlangt, dass sich dieses Fenster nach {days} Tagen ohne Kontakt sperrt.</translation>
    </message>
    <message>
        <source>How it looks</source>
        <translation>Aussehen</translation>
    </message>
    <message>
        <source>As the system has them</source>
        <translation>Wie im System</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>High contrast</source>
        <translation>Hoher Kontrast</translation>
    </message>
    <message>
        <source>Colours</source>
        <translation>Farben</translation>
    </message>
    <message>
        <source>As the system has it</source>
        <translation>Wie im System</translation>
    </message>
    <message>
        <source>Language</source>
        <translation>Sprache</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>Language and size hold from the next start on.</source>
        <translation>Sprache und Größe gelten ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>What it tells you while you do something else</source>
        <translation>Was es Ihnen sagt, während Sie etwas anderes tun</translation>
    </message>
    <message>
        <source>When a next step is due</source>
        <translation>Wenn ein nächster Schritt fällig ist</translation>
    </message>
    <message>
        <source>When marketing answered you</source>
        <translation>Wenn das Marketing Ihnen geantwortet hat</translation>
    </message>
    <message>
        <source>Show Companion beside the system&apos;s clock</source>
        <translation>Companion neben der Systemuhr zeigen</translation>
    </message>
    <message>
        <source>Calls</source>
        <translation>Anrufe</translation>
    </message>
    <message>
        <source>Phone program</source>
        <translation>Telefonprogramm</translation>
    </message>
    <message>
        <source>The address that is opened to call, with {phone} where the number goes. {usual} takes the program the system has for it.</source>
        <translation>Die Adresse, die zum Anrufen geöffnet wird, mit {phone} an der Stelle der Nummer. {usual} nimmt das Programm, das im System dafür vorgesehen ist.</translation>
    </message>
    <message>
        <source>This laptop</source>
        <translation>Dieser Laptop</translation>
    </message>
    <message>
        <source>Start Companion with the computer</source>
        <translation>Companion mit dem Rechner starten</translation>
    </message>
    <message>
        <source>Sync now</source>
        <translation>Jetzt abgleichen</translation>
    </message>
    <message>
        <source>Everything here is encrypted with a key that lies in your keychain. A new key takes a moment; the window closes for it and comes back.</source>
        <translation>Alles hier ist mit einem Schlüssel verschlüsselt, der in Ihrem Schlüsselbund liegt. Ein neuer braucht einen Moment; das Fenster schließt sich dafür und kommt wieder.</translation>
    </message>
    <message>
        <source>New key …</source>
        <translation>Neuer Schlüssel …</translation>
    </message>
    <message>
        <source>Please write an address such as {usual}, with one {phone} in it.</source>
        <translation>Bitte schreiben Sie eine Adresse wie {usual}, mit einem {phone} darin.</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
</context>
<context>
    <name>SignInOffer</name>
    <message>
        <source>Sign in in the browser</source>
        <translation>Im Browser anmelden</translation>
    </message>
    <message>
        <source>Server</source>
        <translation>Server</translation>
    </message>
    <message>
        <source>Code</source>
        <translation>Code</translation>
    </message>
    <message>
        <source>The one-time code you were given</source>
        <translation>Der Einmalcode, den Sie bekommen haben</translation>
    </message>
    <message>
        <source>This laptop</source>
        <translation>Dieser Laptop</translation>
    </message>
    <message>
        <source>Use the browser</source>
        <translation>Den Browser nehmen</translation>
    </message>
    <message>
        <source>I have a code</source>
        <translation>Ich habe einen Code</translation>
    </message>
    <message>
        <source>Your administrator sends you a link to sign in with.</source>
        <translation>Ihre Verwaltung schickt Ihnen einen Link zum Anmelden.</translation>
    </message>
    <message>
        <source>Your administrator has closed this way to begin.</source>
        <translation>Ihre Verwaltung hat diesen Weg zu beginnen geschlossen.</translation>
    </message>
</context>
<context>
    <name>SignOutDialog</name>
    <message>
        <source>Sign out</source>
        <translation>Abmelden</translation>
    </message>
    <message>
        <source>Sign out of {server}?</source>
        <translation>Von {server} abmelden?</translation>
    </message>
    <message>
        <source>Also delete the encrypted files from this laptop</source>
        <translation>Auch die verschlüsselten Dateien von diesem Laptop löschen</translation>
    </message>
    <message>
        <source>Send now</source>
        <translation>Jetzt senden</translation>
    </message>
    <message>
        <source>Export …</source>
        <translation>Exportieren …</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Exported to {path}. The file is not encrypted: please keep it safe.</source>
        <translation>Exportiert nach {path}. Die Datei ist nicht verschlüsselt: Bitte verwahren Sie sie sicher.</translation>
    </message>
    <message>
        <source>Sign out and lose it</source>
        <translation>Abmelden und verlieren</translation>
    </message>
    <message>
        <source>1 entry is not on the server yet. It would be lost.</source>
        <translation>1 Eintrag ist noch nicht auf dem Server. Er würde verloren gehen.</translation>
    </message>
    <message>
        <source>{count} entries are not on the server yet. They would be lost.</source>
        <translation>{count} Einträge sind noch nicht auf dem Server. Sie würden verloren gehen.</translation>
    </message>
    <message>
        <source>Sending …</source>
        <translation>Senden …</translation>
    </message>
    <message>
        <source>Export what is not sent, not encrypted</source>
        <translation>Nicht Gesendetes exportieren, unverschlüsselt</translation>
    </message>
    <message>
        <source>The key and the sign-in of this laptop are removed, so nobody can read what is here any more. What was sent is on the server and comes back when you sign in again; a call that you began and did not save is lost.</source>
        <translation>Schlüssel und Anmeldung dieses Laptops werden entfernt, sodass niemand mehr lesen kann, was hier liegt. Was gesendet wurde, ist auf dem Server und kommt zurück, wenn Sie sich wieder anmelden; ein begonnener, nicht gesicherter Anruf geht verloren.</translation>
    </message>
</context>
<context>
    <name>Source</name>
    <message>
        <source>Objection</source>
        <translation>Einwand</translation>
    </message>
    <message>
        <source>Say it better</source>
        <translation>Besser sagen</translation>
    </message>
    <message>
        <source>Back to what they saw</source>
        <translation>Zurück zum Gesehenen</translation>
    </message>
    <message>
        <source>seen {day}, version {number}</source>
        <translation>gesehen {day}, Fassung {number}</translation>
    </message>
    <message>
        <source>version {number}</source>
        <translation>Fassung {number}</translation>
    </message>
    <message>
        <source>version {number} is newer</source>
        <translation>Fassung {number} ist neuer</translation>
    </message>
    <message>
        <source>version {number} since today</source>
        <translation>Fassung {number} seit heute</translation>
    </message>
    <message>
        <source>version {number} since {day}</source>
        <translation>Fassung {number} seit {day}</translation>
    </message>
</context>
<context>
    <name>StartWindow</name>
    <message>
        <source>Welcome – Companion</source>
        <translation>Willkommen – Companion</translation>
    </message>
    <message>
        <source>Sign this laptop in at {server}?</source>
        <translation>Diesen Laptop bei {server} anmelden?</translation>
    </message>
    <message>
        <source>A link asks for it. Go on only if it came from your company: what you enter in Companion is sent there.</source>
        <translation>Ein Link bittet darum. Gehen Sie nur weiter, wenn er von Ihrem Unternehmen kam: Was Sie in Companion eingeben, wird dorthin gesendet.</translation>
    </message>
    <message>
        <source>Sign in</source>
        <translation>Anmelden</translation>
    </message>
    <message>
        <source>Your company has a Companion server.</source>
        <translation>Ihr Unternehmen hat einen Companion-Server.</translation>
    </message>
    <message>
        <source>This laptop only</source>
        <translation>Nur dieser Laptop</translation>
    </message>
    <message>
        <source>Work without a server. You can join one later; everything comes along.</source>
        <translation>Ohne Server arbeiten. Sie können sich später verbinden; alles kommt mit.</translation>
    </message>
    <message>
        <source>Begin here</source>
        <translation>Hier beginnen</translation>
    </message>
    <message>
        <source>Your name</source>
        <translation>Ihr Name</translation>
    </message>
    <message>
        <source>As colleagues know you</source>
        <translation>Wie man Sie im Team kennt</translation>
    </message>
    <message>
        <source>Country</source>
        <translation>Land</translation>
    </message>
    <message>
        <source>DE, PT, US …</source>
        <translation>DE, PT, US …</translation>
    </message>
    <message>
        <source>Look around</source>
        <translation>Umsehen</translation>
    </message>
    <message>
        <source>An invented company with prospects, promises and calls. Nothing is sent.</source>
        <translation>Ein erfundenes Unternehmen mit Interessenten, Versprechen und Anrufen. Nichts wird gesendet.</translation>
    </message>
    <message>
        <source>The promise beside the call</source>
        <translation>Das Versprechen neben dem Anruf</translation>
    </message>
    <message>
        <source>How would you like to begin?</source>
        <translation>Wie möchten Sie beginnen?</translation>
    </message>
</context>
<context>
    <name>Steps</name>
    <message>
        <source>and {count} later</source>
        <translation>und {count} später</translation>
    </message>
    <message>
        <source>Next step</source>
        <translation>Nächster Schritt</translation>
    </message>
    <message>
        <source>Done</source>
        <translation>Erledigt</translation>
    </message>
    <message>
        <source>Done: {step}</source>
        <translation>Erledigt: {step}</translation>
    </message>
</context>
<context>
    <name>Today</name>
    <message>
        <source>Due now</source>
        <translation>Jetzt fällig</translation>
    </message>
    <message>
        <source>Marketing answered you</source>
        <translation>Antwort vom Marketing</translation>
    </message>
    <message>
        <source>New</source>
        <translation>Neu</translation>
    </message>
    <message>
        <source>Drafts</source>
        <translation>Entwürfe</translation>
    </message>
    <message>
        <source>Found</source>
        <translation>Gefunden</translation>
    </message>
    <message>
        <source>do not call</source>
        <translation>nicht anrufen</translation>
    </message>
</context>
<context>
    <name>TodayPresenter</name>
    <message>
        <source>Nobody is waiting for a call. Search for anybody above, or import a list (Ctrl+I).</source>
        <translation>Niemand wartet auf einen Anruf. Suchen Sie oben oder lesen Sie eine Liste ein (Strg+I).</translation>
    </message>
    <message>
        <source>Nobody is found by these words.</source>
        <translation>Zu diesen Worten ist niemand zu finden.</translation>
    </message>
    <message>
        <source>Nobody is found so.</source>
        <translation>So ist niemand zu finden.</translation>
    </message>
</context>
<context>
    <name>TodayView</name>
    <message>
        <source>Whom to call</source>
        <translation>Wen anrufen</translation>
    </message>
</context>
<context>
    <name>TrayIcon</name>
    <message>
        <source>Companion</source>
        <translation>Companion</translation>
    </message>
    <message>
        <source>Companion: {state}</source>
        <translation>Companion: {state}</translation>
    </message>
</context>
<context>
    <name>TroubleWindow</name>
    <message>
        <source>Companion cannot open</source>
        <translation>Companion kann nicht öffnen</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal</translation>
    </message>
    <message>
        <source>Begin anew …</source>
        <translation>Neu beginnen …</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Your profile could not be opened.</source>
        <translation>Ihr Profil ließ sich nicht öffnen.</translation>
    </message>
    <message>
        <source>“Try again” has the system ask for the keychain&apos;s password, which is usually the one you sign in to the desktop with. Without a window asking: open “Passwords and Keys” (Linux), “Keychain Access” (macOS) or sign out of Windows and in again.</source>
        <translation>„Noch einmal“ lässt das System nach dem Passwort des Schlüsselbunds fragen, meist dem, mit dem Sie sich am Rechner anmelden. Fragt kein Fenster: Öffnen Sie „Passwörter und Verschlüsselung“ (Linux), „Schlüsselbundverwaltung“ (macOS) oder melden Sie sich in Windows ab und wieder an.</translation>
    </message>
    <message>
        <source>Its question may stand behind other windows or on another screen. If there is none, sign out of the desktop and in again, which starts the keychain anew.</source>
        <translation>Seine Frage steht vielleicht hinter anderen Fenstern oder auf einem anderen Bildschirm. Gibt es keine, melden Sie sich vom Rechner ab und wieder an; das startet den Schlüsselbund neu.</translation>
    </message>
    <message>
        <source>If it cannot be brought back, you can begin anew: what is here is set aside, not deleted, and what was sent comes back from the server when you sign in.</source>
        <translation>Lässt es sich nicht zurückholen, können Sie neu beginnen: Was hier ist, wird beiseitegelegt, nicht gelöscht, und was gesendet wurde, kommt vom Server zurück, wenn Sie sich anmelden.</translation>
    </message>
</context>
<context>
    <name>UndoBar</name>
    <message>
        <source>Take it back</source>
        <translation>Zurücknehmen</translation>
    </message>
</context>
<context>
    <name>UpdatePresenter</name>
    <message>
        <source>Please end the call first. The update waits.</source>
        <translation>Bitte beenden Sie erst den Anruf. Das Update wartet.</translation>
    </message>
    <message>
        <source>Install Companion {version}?</source>
        <translation>Companion {version} einspielen?</translation>
    </message>
    <message>
        <source>Companion closes, and your system&apos;s installer opens; it may ask for your password. What you are writing is kept. Your data is copied before the new version changes it.</source>
        <translation>Companion schließt sich, und das Installationsprogramm Ihres Systems öffnet sich; es fragt vielleicht nach Ihrem Passwort. Was Sie gerade schreiben, bleibt. Ihre Daten werden kopiert, bevor die neue Version sie ändert.</translation>
    </message>
    <message>
        <source>Close and install</source>
        <translation>Schließen und einspielen</translation>
    </message>
    <message>
        <source>No program opened {path}. Please open it yourself.</source>
        <translation>Kein Programm hat {path} geöffnet. Bitte öffnen Sie es selbst.</translation>
    </message>
</context>
<context>
    <name>UpdateStrip</name>
    <message>
        <source>Install …</source>
        <translation>Einspielen …</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>Companion {version} is ready to install.</source>
        <translation>Companion {version} kann eingespielt werden.</translation>
    </message>
</context>
<context>
    <name>Updates</name>
    <message>
        <source>Companion {version} is here and verified; you have {own}.</source>
        <translation>Companion {version} ist hier und geprüft; Sie haben {own}.</translation>
    </message>
    <message>
        <source>Fetching Companion {version}: {done:.1f} of {size:.1f} MB</source>
        <translation>Companion {version} wird geholt: {done:.1f} von {size:.1f} MB</translation>
    </message>
    <message>
        <source>Looking for an update …</source>
        <translation>Es wird nach einem Update gesehen …</translation>
    </message>
    <message>
        <source>You have Companion {version}.</source>
        <translation>Sie haben Companion {version}.</translation>
    </message>
    <message>
        <source>There was nothing newer {ago}.</source>
        <translation>{ago} gab es nichts Neueres.</translation>
    </message>
</context>
<context>
    <name>VisitPresenter</name>
    <message>
        <source>{count} people have the number {phone}</source>
        <translation>{count} Menschen haben die Nummer {phone}</translation>
    </message>
    <message>
        <source>Does {phone} belong to somebody here?</source>
        <translation>Gehört {phone} jemandem hier?</translation>
    </message>
    <message>
        <source>Nobody here has the number {phone}.</source>
        <translation>Niemand hier hat die Nummer {phone}.</translation>
    </message>
    <message>
        <source>You can create a prospect with it now.</source>
        <translation>Sie können jetzt einen Interessenten damit anlegen.</translation>
    </message>
    <message>
        <source>New prospect</source>
        <translation>Neuer Interessent</translation>
    </message>
</context>
<context>
    <name>Vocabulary</name>
    <message>
        <source>Connected</source>
        <translation>Erreicht</translation>
    </message>
    <message>
        <source>Voicemail</source>
        <translation>Mailbox</translation>
    </message>
    <message>
        <source>No answer</source>
        <translation>Keiner da</translation>
    </message>
    <message>
        <source>Gatekeeper</source>
        <translation>Vorzimmer</translation>
    </message>
    <message>
        <source>No voicemail</source>
        <translation>Keine Mailbox</translation>
    </message>
    <message>
        <source>Busy</source>
        <translation>Besetzt</translation>
    </message>
    <message>
        <source>Wrong number</source>
        <translation>Falsche Nummer</translation>
    </message>
    <message>
        <source>Not in service</source>
        <translation>Kein Anschluss</translation>
    </message>
    <message>
        <source>Meeting</source>
        <translation>Termin</translation>
    </message>
    <message>
        <source>Follow-up</source>
        <translation>Wieder</translation>
    </message>
    <message>
        <source>Not now</source>
        <translation>Nicht jetzt</translation>
    </message>
    <message>
        <source>No</source>
        <translation>Nein</translation>
    </message>
    <message>
        <source>Information sent</source>
        <translation>Unterlagen gesendet</translation>
    </message>
    <message>
        <source>Qualified</source>
        <translation>Qualifiziert</translation>
    </message>
    <message>
        <source>Not a fit</source>
        <translation>Passt nicht</translation>
    </message>
    <message>
        <source>Won</source>
        <translation>Gewonnen</translation>
    </message>
    <message>
        <source>Lost</source>
        <translation>Verloren</translation>
    </message>
    <message>
        <source>Do not call</source>
        <translation>Nicht anrufen</translation>
    </message>
    <message>
        <source>Said</source>
        <translation>Gesagt</translation>
    </message>
    <message>
        <source>Adapted</source>
        <translation>Angepasst</translation>
    </message>
    <message>
        <source>Not used</source>
        <translation>Weggelassen</translation>
    </message>
    <message>
        <source>open</source>
        <translation>offen</translation>
    </message>
    <message>
        <source>resolved</source>
        <translation>gelöst</translation>
    </message>
    <message>
        <source>deferred</source>
        <translation>vertagt</translation>
    </message>
    <message>
        <source>confirms the promise</source>
        <translation>bestätigt das Versprechen</translation>
    </message>
    <message>
        <source>promise unclear</source>
        <translation>Versprechen unklar</translation>
    </message>
    <message>
        <source>speaks against it</source>
        <translation>spricht dagegen</translation>
    </message>
    <message>
        <source>not covered by it</source>
        <translation>davon nicht erfasst</translation>
    </message>
    <message>
        <source>has nothing to do with it</source>
        <translation>hat nichts damit zu tun</translation>
    </message>
    <message>
        <source>Subscriber</source>
        <translation>Abonnent</translation>
    </message>
    <message>
        <source>Lead</source>
        <translation>Lead</translation>
    </message>
    <message>
        <source>Marketing qualified</source>
        <translation>Marketing-qualifiziert</translation>
    </message>
    <message>
        <source>Sales qualified</source>
        <translation>Vertriebs-qualifiziert</translation>
    </message>
    <message>
        <source>Opportunity</source>
        <translation>Verkaufschance</translation>
    </message>
    <message>
        <source>Customer</source>
        <translation>Kunde</translation>
    </message>
    <message>
        <source>Evangelist</source>
        <translation>Fürsprecher</translation>
    </message>
    <message>
        <source>Other</source>
        <translation>Sonstige</translation>
    </message>
    <message>
        <source>Not said yet</source>
        <translation>Noch nicht gesagt</translation>
    </message>
    <message>
        <source>Consent</source>
        <translation>Einwilligung</translation>
    </message>
    <message>
        <source>Contract, or steps before one</source>
        <translation>Vertrag oder Schritte davor</translation>
    </message>
    <message>
        <source>Legal obligation</source>
        <translation>Rechtliche Pflicht</translation>
    </message>
    <message>
        <source>Vital interests</source>
        <translation>Lebenswichtige Interessen</translation>
    </message>
    <message>
        <source>Public task</source>
        <translation>Öffentliche Aufgabe</translation>
    </message>
    <message>
        <source>Legitimate interests</source>
        <translation>Berechtigte Interessen</translation>
    </message>
    <message>
        <source>Overdue</source>
        <translation>Überfällig</translation>
    </message>
    <message>
        <source>Due today</source>
        <translation>Heute fällig</translation>
    </message>
    <message>
        <source>Due within a week</source>
        <translation>Binnen einer Woche fällig</translation>
    </message>
    <message>
        <source>Form</source>
        <translation>Formular</translation>
    </message>
    <message>
        <source>Click</source>
        <translation>Klick</translation>
    </message>
    <message>
        <source>Webinar</source>
        <translation>Webinar</translation>
    </message>
    <message>
        <source>Reply</source>
        <translation>Antwort</translation>
    </message>
    <message>
        <source>Event</source>
        <translation>Veranstaltung</translation>
    </message>
    <message>
        <source>Referral</source>
        <translation>Empfehlung</translation>
    </message>
    <message>
        <source>Called us</source>
        <translation>Rief uns an</translation>
    </message>
    <message>
        <source>“{words}”</source>
        <translation>„{words}“</translation>
    </message>
    <message>
        <source>Version {number} is out</source>
        <translation>Fassung {number} ist da</translation>
    </message>
    <message>
        <source>Marketing decided</source>
        <translation>Das Marketing entschied</translation>
    </message>
    <message>
        <source>There is an answer now</source>
        <translation>Es gibt jetzt eine Antwort</translation>
    </message>
    <message>
        <source>The promise was changed</source>
        <translation>Das Versprechen wurde geändert</translation>
    </message>
    <message>
        <source>Accepted, it stays as it is</source>
        <translation>Hingenommen, es bleibt dabei</translation>
    </message>
    <message>
        <source>Passed on to product</source>
        <translation>An die Entwicklung gegeben</translation>
    </message>
    <message>
        <source>Your words were declined</source>
        <translation>Ihre Worte wurden abgelehnt</translation>
    </message>
    <message>
        <source>Your words are in version {number}</source>
        <translation>Ihre Worte stehen in Fassung {number}</translation>
    </message>
    <message>
        <source>Your words were adopted</source>
        <translation>Ihre Worte wurden übernommen</translation>
    </message>
</context>
<context>
    <name>WaitingDialog</name>
    <message>
        <source>Sign in in your browser</source>
        <translation>Im Browser anmelden</translation>
    </message>
    <message>
        <source>Your browser is open at {server}</source>
        <translation>Ihr Browser ist bei {server} offen</translation>
    </message>
    <message>
        <source>Sign in there as you always do, and say yes to this laptop. Companion goes on by itself and never sees your password.</source>
        <translation>Melden Sie sich dort an wie immer und sagen Sie Ja zu diesem Laptop. Companion geht von selbst weiter und sieht Ihr Passwort nie.</translation>
    </message>
    <message>
        <source>Open again</source>
        <translation>Noch einmal öffnen</translation>
    </message>
    <message>
        <source>Copy address</source>
        <translation>Adresse kopieren</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Signing in …</source>
        <translation>Anmelden …</translation>
    </message>
    <message>
        <source>The browser answered. You can close its page.</source>
        <translation>Der Browser hat geantwortet. Sie können seine Seite schließen.</translation>
    </message>
    <message>
        <source>Not signed in</source>
        <translation>Nicht angemeldet</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>Copied</source>
        <translation>Kopiert</translation>
    </message>
</context>
<context>
    <name>WayCard</name>
    <message>
        <source>On the way</source>
        <translation>Auf dem Weg</translation>
    </message>
    <message>
        <source>Early. A “not now” is no refusal yet.</source>
        <translation>Früh. Ein „nicht jetzt“ ist noch keine Absage.</translation>
    </message>
    <message>
        <source>and {count} before that</source>
        <translation>und {count} davor</translation>
    </message>
</context>
<context>
    <name>WhyCard</name>
    <message>
        <source>Why we run it</source>
        <translation>Warum wir sie fahren</translation>
    </message>
    <message>
        <source>Marketing has not said yet.</source>
        <translation>Das Marketing hat es noch nicht gesagt.</translation>
    </message>
</context>
<context>
    <name>Window</name>
    <message>
        <source>Choose somebody from the list, or search with Ctrl+K.</source>
        <translation>Wählen Sie jemanden aus der Liste oder suchen Sie mit Strg+K.</translation>
    </message>
    <message>
        <source>This laptop is signed in at {server} already, so the link to {other} does nothing.</source>
        <translation>Dieser Laptop ist schon bei {server} angemeldet, deshalb bewirkt der Link zu {other} nichts.</translation>
    </message>
    <message>
        <source>The demo cannot sign in anywhere.</source>
        <translation>Die Demo kann sich nirgends anmelden.</translation>
    </message>
</context>
<context>
    <name>_Import</name>
    <message>
        <source>Save the report</source>
        <translation>Bericht sichern</translation>
    </message>
</context>
</TS>

"""What keeps the server from starting."""

from __future__ import annotations

from devserver.messages.texts import Texts

MESSAGES: dict[str, Texts] = {
    "host_not_loopback": {
        "en": "The server listens on this machine only, and {host} is no loopback address: access control comes first. Use 127.0.0.1.",
        "de": "Der Server lauscht nur auf diesem Rechner, und {host} ist keine Loopback-Adresse: Erst kommt die Zugangskontrolle. Nimm 127.0.0.1.",
    },
    "address_unusable": {
        "en": "The address {host}:{port} cannot be used: {reason}. Choose another port with --port or DEVSERVER_PORT, or stop the other program.",
        "de": "Die Adresse {host}:{port} ist nicht benutzbar: {reason}. Wähle mit --port oder DEVSERVER_PORT einen anderen Port oder beende das andere Programm.",
    },
    "secret_unusable": {
        "en": "The file {file} does not hold the secret of the server. Delete it; sessions then begin anew.",
        "de": "Die Datei {file} enthält nicht das Geheimnis des Servers. Lösche sie; Sitzungen beginnen dann neu.",
    },
    "data_folder_unusable": {
        "en": "The data folder {folder} cannot be used: {reason}. Choose another one with --data or DEVSERVER_DATA.",
        "de": "Der Datenordner {folder} ist nicht benutzbar: {reason}. Wähle einen anderen mit --data oder DEVSERVER_DATA.",
    },
    "database_unusable": {
        "en": "The database cannot be used: {reason}. If its file is damaged, move it away and run devserver reindex.",
        "de": "Die Datenbank ist nicht benutzbar: {reason}. Ist ihre Datei beschädigt, lege sie beiseite und rufe devserver reindex auf.",
    },
    "database_url_wrong": {
        "en": "DEVSERVER_DATABASE_URL is no address of a database. It is like postgresql://user:password@host:5432/name, with %40 for an @ in the password.",
        "de": "DEVSERVER_DATABASE_URL ist keine Adresse einer Datenbank. Sie lautet etwa postgresql://name:passwort@rechner:5432/datenbank, mit %40 für ein @ im Passwort.",
    },
    "database_unreachable": {
        "en": "The database {address} cannot be used: {reason}. See whether it runs, and whether DEVSERVER_DATABASE_URL is right.",
        "de": "Die Datenbank {address} ist nicht benutzbar: {reason}. Sieh nach, ob sie läuft und ob DEVSERVER_DATABASE_URL stimmt.",
    },
    "database_too_old": {
        "en": "The database is PostgreSQL {present}; DevServer needs {oldest} or newer.",
        "de": "Die Datenbank ist PostgreSQL {present}; DevServer braucht mindestens {oldest}.",
    },
    "database_not_utf8": {
        "en": "The database keeps texts as {encoding}, which cannot hold every language. Make it with CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0.",
        "de": "Die Datenbank speichert Texte als {encoding} und fasst so nicht jede Sprache. Lege sie mit CREATE DATABASE … ENCODING 'UTF8' TEMPLATE template0 an.",
    },
    "database_newer": {
        "en": "The database has version {present}, and this program knows up to {known}. Use a newer DevServer.",
        "de": "Die Datenbank hat Version {present}, und dieses Programm kennt bis {known}. Benutze einen neueren DevServer.",
    },
}

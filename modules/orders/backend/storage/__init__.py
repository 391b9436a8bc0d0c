"""How records are kept in an SQL database: loaded only where one is used."""

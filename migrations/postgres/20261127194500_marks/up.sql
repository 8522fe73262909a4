-- What a database is as a whole. A database with the people of the sample bank was made by the demo, whose passwords are published.
CREATE TABLE marks (
    name TEXT NOT NULL PRIMARY KEY
);
INSERT INTO marks (name)
SELECT 'sample_bank' WHERE EXISTS (SELECT 1 FROM people WHERE email LIKE '%@meridian.example');

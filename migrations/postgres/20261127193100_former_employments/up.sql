-- Employments that are over, of people who came back under the same number: their days were days employed.
CREATE TABLE former_employments (
    person_id TEXT COLLATE "C" NOT NULL REFERENCES people (id),
    starts_on DATE,
    ends_on DATE NOT NULL,
    PRIMARY KEY (person_id, ends_on)
);

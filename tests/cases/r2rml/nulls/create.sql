-- Synthetic data: no such people.
CREATE TABLE "T" ("id" INTEGER, "a" VARCHAR(20), "b" VARCHAR(20));
INSERT INTO "T" VALUES (1, '', 'NULL');
INSERT INTO "T" VALUES (2, NULL, 'x');
INSERT INTO "T" VALUES (NULL, 'lost', 'lost');
INSERT INTO "T" VALUES (1, '', 'NULL');

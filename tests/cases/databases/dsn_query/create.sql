-- Synthetic data: no such people.
CREATE TABLE "Friend" ("id" INTEGER, "name" VARCHAR(20));
INSERT INTO "Friend" VALUES (1, 'Ona');
INSERT INTO "Friend" VALUES (2, 'Jonas');

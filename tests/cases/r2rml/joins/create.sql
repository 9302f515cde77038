-- Synthetic data: no such people.
CREATE TABLE "Person" ("id" INTEGER PRIMARY KEY, "town" VARCHAR(20), "country" VARCHAR(2));
CREATE TABLE "Town" ("code" INTEGER, "name" VARCHAR(20), "country" VARCHAR(2));
INSERT INTO "Person" VALUES (1, 'Rīga', 'LV');
INSERT INTO "Person" VALUES (2, 'Rīga', 'LT');
INSERT INTO "Person" VALUES (3, NULL, 'LV');
INSERT INTO "Town" VALUES (10, 'Rīga', 'LV');
INSERT INTO "Town" VALUES (11, 'Kaunas', 'LT');

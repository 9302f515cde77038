-- Synthetic data: no such people.
CREATE TABLE "Person" ("id" INTEGER, "town" VARCHAR(20), "height" DOUBLE PRECISION);
INSERT INTO "Person" VALUES (1, 'Rīga', 1.5);
INSERT INTO "Person" VALUES (2, 'Rīga', 2.0);
INSERT INTO "Person" VALUES (3, '50% town', NULL);

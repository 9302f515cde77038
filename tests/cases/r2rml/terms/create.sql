-- Synthetic data: no such people.
CREATE TABLE "Person" ("ID" INTEGER, "Name" VARCHAR(50), "Lang" VARCHAR(10), "Rank" VARCHAR(10));
INSERT INTO "Person" VALUES (1, 'Ona Ąžuolė', 'lt', '007');
INSERT INTO "Person" VALUES (2, 'Ed "Eddy" O''Hara', 'en', '12');

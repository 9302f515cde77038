CREATE TABLE "odd ""table"".x" ("a ""b"" {c}" VARCHAR(50), "ąž; --" VARCHAR(50), "_row" INTEGER);
INSERT INTO "odd ""table"".x" VALUES ('a"b\c', 'two
lines	and a tab', 5);
INSERT INTO "odd ""table"".x" VALUES ('🙂 é', 'it''s; DROP TABLE x; --', 6);
INSERT INTO "odd ""table"".x" VALUES ('<>{}|^`%', ' blanks ', 7);

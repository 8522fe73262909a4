DROP TABLE upload_pages;
DROP TABLE uploads;

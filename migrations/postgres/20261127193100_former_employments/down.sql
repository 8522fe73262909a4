DROP TABLE former_employments;
